#include "sim/io/name_index.h"

#include <fmt/format.h>

#include "sim/io/near_name.h"

namespace headway::io {
namespace {

constexpr std::size_t kWidestNumber = 18;

/// What a reference says for the k-th name, for messages: `"vm-{i}", which is "vm-7" here`.
std::string found_text(const Input& in, const Reference& reference, std::string_view name) {
  if (!reference.varies()) return quoted(name);
  return fmt::format("{}, for one {}", in.describe(reference.node), quoted(name));
}

}  // namespace

bool NameIndex::add(std::string name, std::uint32_t index) {
  const auto [place, added] = index_.emplace(std::move(name), index);
  if (added) order_.push_back(place->first);
  return added;
}

std::optional<std::uint32_t> NameIndex::find(std::string_view name) const {
  const auto place = index_.find(name);
  return place == index_.end() ? std::nullopt : std::optional(place->second);
}

std::string NameIndex::near(std::string_view word) const {
  return near_name(word, order_);
}

bool take_names(Input& in, NodeId node, std::int64_t count) {
  if (count > in.name_room) {
    in.refuse(node, fmt::format("at most {} names in all lists together", kMaxListedNames));
    return false;
  }
  in.name_room -= count;
  return true;
}

std::string EntityName::at(std::int64_t k) const {
  const Range* range = pattern.range();
  return range == nullptr ? pattern.prefix : pattern.with(range->first + k, range->width);
}

std::optional<EntityName> read_entity_name(Input& in, NodeId node, std::int64_t room, std::int64_t limit,
                                           std::string_view entities) {
  const auto text = read_text(in, node, "a name");
  if (!text) return std::nullopt;
  auto parsed = parse_name_pattern(*text);
  if (!parsed.pattern || parsed.pattern->formula() != nullptr) {
    in.refuse(node, parsed.pattern ? "a range such as \"{001..120}\": a formula needs one to refer to"
                                   : parsed.expected);
    return std::nullopt;
  }
  EntityName name{node, *std::move(parsed.pattern)};
  if (name.size() > room) {
    in.refuse(node, fmt::format("at most {} {} in all", limit, entities), {},
              fmt::format("{} ({} {})", quoted(*text), name.size(), name.size() == 1 ? "name" : "names"));
    return std::nullopt;
  }
  for (const std::int64_t k : {std::int64_t{0}, name.size() - 1}) {
    if (is_name(name.at(k))) continue;
    in.refuse(
        node,
        fmt::format("a name of 1 to {} letters, digits and - _ . / : @ that starts with a letter or digit",
                    kMaxNameBytes));
    return std::nullopt;
  }
  return name;
}

std::optional<Reference> read_reference(Input& in, NodeId node, std::string_view text,
                                        const EntityName& owner) {
  auto parsed = parse_name_pattern(text);
  if (!parsed.pattern) {
    in.refuse(node, parsed.expected);
    return std::nullopt;
  }
  Reference out{node, *std::move(parsed.pattern), 0};
  const Range* own = owner.pattern.range();
  const Range* range = out.pattern.range();
  if (own == nullptr && out.varies()) {
    in.refuse(node, range != nullptr
                        ? "one name: the name beside it has no range"
                        : "a name without a formula: the name beside it has no range that gives \"i\"");
    return std::nullopt;
  }
  if (own != nullptr && range != nullptr) {
    if (range->size() != own->size()) {
      in.refuse(node,
                fmt::format("a range of {} names, as many as {} has", own->size(), in.describe(owner.node)),
                {}, fmt::format("{} ({} names)", quoted(text), range->size()));
      return std::nullopt;
    }
    out.offset = range->first - own->first;
  }
  return out;
}

std::vector<Reference> read_references(Input& in, NodeId array, const EntityName& owner, std::int64_t most) {
  std::vector<Reference> out;
  std::int64_t room = most;
  for (const NodeId entry : read_array(in, array, "names")) {
    const auto text = read_text(in, entry, "a name");
    if (!text) continue;
    const auto parsed = parse_name_pattern(*text);
    const Range* range = parsed.pattern ? parsed.pattern->range() : nullptr;
    const bool list = owner.pattern.range() == nullptr && range != nullptr;
    const std::int64_t names = list ? range->size() : 1;
    if (names > room) {
      in.refuse(entry, fmt::format("at most {} names in this list", most));
      break;
    }
    if (!take_names(in, entry, names)) break;
    room -= names;
    if (!list) {
      if (auto reference = read_reference(in, entry, *text, owner)) out.push_back(*std::move(reference));
      continue;
    }
    for (std::int64_t n = range->first; n <= range->last; ++n) {
      out.push_back({entry, {parsed.pattern->with(n, range->width), {}, {}}, 0});
    }
  }
  return out;
}

std::optional<std::string> name_of(Input& in, const Reference& reference, const EntityName& owner,
                                   std::int64_t k, const NameIndex* known) {
  if (!reference.varies()) return reference.pattern.prefix;
  const Range* own = owner.pattern.range();  // never null here: read_reference has seen to it
  const std::int64_t i = own->first + k;
  const Range* range = reference.pattern.range();
  const auto number =
      range != nullptr ? std::optional(i + reference.offset) : evaluate(*reference.pattern.formula(), i);
  if (!number) {
    in.refuse(reference.node, "a formula whose value is a whole number from 0 on for every name", {},
              fmt::format("{}, which has no such value for i = {}", in.describe(reference.node), i));
    return std::nullopt;
  }
  const std::size_t written = range != nullptr ? range->width : own->width;
  std::string as_written = reference.pattern.with(*number, written);
  if (known == nullptr || known->find(as_written)) return as_written;
  for (std::size_t width = 1; width <= kWidestNumber; ++width) {
    std::string other = reference.pattern.with(*number, width);
    if (known->find(other)) return other;
  }
  return as_written;
}

std::optional<std::string> group_name(Input& in, const Reference& reference, const EntityName& owner,
                                      std::int64_t k, const NameIndex* known) {
  auto name = name_of(in, reference, owner, k, known);
  if (!name || is_name(*name)) return name;
  in.refuse(reference.node, "the name of a group: letters, digits and - _ . / : @");
  return std::nullopt;
}

std::optional<std::uint32_t> index_of(Input& in, const Reference& reference, const EntityName& owner,
                                      std::int64_t k, const NameIndex& known) {
  const auto name = name_of(in, reference, owner, k, &known);
  if (!name) return std::nullopt;
  const auto index = known.find(*name);
  if (!index) {
    in.refuse(reference.node,
              known.empty() ? fmt::format("the name of a {}, but there is none", known.kind())
                            : fmt::format("the name of a {}", known.kind()),
              in.errors.full() ? "" : known.near(*name), found_text(in, reference, *name));
  }
  return index;
}

}  // namespace headway::io
