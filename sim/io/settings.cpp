#include "sim/io/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

#include "sim/io/near_name.h"

namespace headway::io {
namespace {

struct Step {
  std::size_t begin, length;
};

/// The dotted path as stretches of the setting's text; a parameter's name stays whole.
std::vector<Step> split(std::string_view path) {
  constexpr std::string_view kOverrides = "platform.overrides.";
  std::vector<Step> steps;
  std::size_t begin = 0;
  while (true) {
    const bool parameter = path.starts_with(kOverrides) && begin == kOverrides.size();
    const auto dot = parameter ? std::string_view::npos : path.find('.', begin);
    steps.push_back({begin, std::min(dot, path.size()) - begin});
    if (dot == std::string_view::npos) return steps;
    begin = dot + 1;
  }
}

NodeId element(const JsonTree& tree, NodeId array, std::string_view step) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
  const bool number = error == std::errc{} && end == step.data() + step.size();
  std::size_t at = 0;
  NodeId by_index = kNoNode;
  for (NodeId c = tree[array].first; c != kNoNode; c = tree[c].next, ++at) {
    if (number && at == index) by_index = c;
    if (tree[c].kind != JsonKind::object) continue;
    const NodeId name = tree.member(c, "name");
    if (name != kNoNode && tree[name].kind == JsonKind::string && tree.text(name) == step) return c;
  }
  return by_index;
}

/// Adds a member with the step as its key; its value is null until it is set.
NodeId add_member(JsonTree& tree, NodeId object, std::uint16_t source, const Step& step) {
  JsonNode node;
  node.parent = object;
  node.source = node.key_source = source;
  node.key_begin = static_cast<std::uint32_t>(step.begin);
  node.key_length = static_cast<std::uint32_t>(step.length);
  const auto id = static_cast<NodeId>(tree.nodes.size());
  tree.nodes.push_back(node);
  NodeId last = tree.nodes[object].first;
  while (last != kNoNode && tree.nodes[last].next != kNoNode) last = tree.nodes[last].next;
  (last == kNoNode ? tree.nodes[object].first : tree.nodes[last].next) = id;
  return id;
}

/// The setting's value as new nodes: JSON where it is valid JSON, else a text.
NodeId parse_value(JsonTree& tree, std::uint16_t source, std::size_t begin) {
  const std::size_t before = tree.nodes.size();
  ErrorLog ignored;
  const NodeId value = parse_json(tree, source, begin, ignored);
  if (value != kNoNode && ignored.empty()) return value;
  tree.nodes.resize(before);
  JsonNode text;
  text.source = source;
  text.begin = static_cast<std::uint32_t>(begin);
  text.length = static_cast<std::uint32_t>(tree.sources[source].text.size() - begin);
  text.kind = JsonKind::string;
  tree.nodes.push_back(text);
  return static_cast<NodeId>(before);
}

/// Gives `place` the value's content; it keeps its own key, parent and neighbours.
void replace(JsonTree& tree, NodeId place, NodeId value) {
  const JsonNode content = tree.nodes[value];
  JsonNode& node = tree.nodes[place];
  node.begin = content.begin;
  node.length = content.length;
  node.first = content.first;
  node.source = content.source;
  node.kind = content.kind;
  node.escaped = content.escaped;
  for (NodeId c = content.first; c != kNoNode; c = tree.nodes[c].next) tree.nodes[c].parent = place;
}

void refuse(const JsonTree& tree, std::uint16_t source, NodeId at, std::string found, std::string expected,
            std::string suggestion, ErrorLog& errors) {
  InputError error = tree.error_at(source, 0);
  if (at != kNoNode) error.pointer = tree.pointer(at);
  error.found = std::move(found);
  error.expected = std::move(expected);
  error.suggestion = std::move(suggestion);
  errors.add(std::move(error));
}

std::string near_element(const JsonTree& tree, NodeId array, std::string_view step) {
  std::vector<std::string> names;
  for (NodeId c = tree[array].first; c != kNoNode && names.size() < 1000; c = tree[c].next) {
    if (tree[c].kind != JsonKind::object) continue;
    const NodeId name = tree.member(c, "name");
    if (name != kNoNode && tree[name].kind == JsonKind::string) names.push_back(tree.text(name));
  }
  return near_name(step, std::vector<std::string_view>(names.begin(), names.end()));
}

}  // namespace

void apply_setting(JsonTree& tree, std::uint16_t source, ErrorLog& errors) {
  const std::string_view text = tree.sources[source].text;
  const auto equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    refuse(tree, source, kNoNode, quoted(text), "PATH=VALUE such as random.replications=100", {}, errors);
    return;
  }
  const auto steps = split(text.substr(0, equals));
  if (steps.size() > kMaxJsonDepth) {
    refuse(tree, source, kNoNode, fmt::format("a path of {} steps", steps.size()),
           fmt::format("at most {}", kMaxJsonDepth), {}, errors);
    return;
  }
  NodeId place = tree.root;
  for (const Step& step : steps) {
    const std::string_view word = text.substr(step.begin, step.length);
    const bool new_value = tree[place].kind == JsonKind::null && tree[place].source == source;
    if (new_value) tree.nodes[place].kind = JsonKind::object;
    NodeId next = kNoNode;
    if (word.empty()) {
      refuse(tree, source, place, "an empty step in the path", "keys, indexes and names between the dots", {},
             errors);
      return;
    }
    if (tree[place].kind == JsonKind::object) {
      next = tree.member(place, word);
      if (next == kNoNode) next = add_member(tree, place, source, step);
    } else if (tree[place].kind == JsonKind::array) {
      next = element(tree, place, word);
      if (next == kNoNode) {
        refuse(tree, source, place, quoted(word),
               fmt::format("an index below {} or the name of an entry", tree.size(place)),
               near_element(tree, place, word), errors);
        return;
      }
    } else {
      refuse(tree, source, place, quoted(word), "the end of the path: the value there holds no others", {},
             errors);
      return;
    }
    place = next;
  }
  replace(tree, place, parse_value(tree, source, equals + 1));
}

}  // namespace headway::io
