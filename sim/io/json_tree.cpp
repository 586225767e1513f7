#include "sim/io/json_tree.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/io/utf8.h"

namespace headway::io {
namespace {

std::uint32_t hex4(std::string_view digits) {
  std::uint32_t value = 0;
  for (const char c : digits) {
    const auto digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    value = value * 16 + static_cast<std::uint32_t>(digit);
  }
  return value;
}

std::string pointer_token(std::string_view key) {
  std::string out;
  for (const char c : key.substr(0, 200)) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

std::string decode_json_string(std::string_view escaped) {
  std::string out;
  out.reserve(escaped.size());
  for (std::size_t i = 0; i < escaped.size(); ++i) {
    if (escaped[i] != '\\') {
      out += escaped[i];
      continue;
    }
    switch (const char c = escaped[++i]; c) {
      case 'b':
        out += '\b';
        break;
      case 'f':
        out += '\f';
        break;
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case 't':
        out += '\t';
        break;
      case 'u': {
        std::uint32_t code = hex4(escaped.substr(i + 1, 4));
        i += 4;
        if (code >= 0xd800 && code < 0xdc00) {  // the parser has checked that the other half follows
          code = 0x10000 + ((code - 0xd800) << 10) + (hex4(escaped.substr(i + 3, 4)) - 0xdc00);
          i += 6;
        }
        append_utf8(out, code);
        break;
      }
      default:
        out += c;
    }
  }
  return out;
}

std::string_view JsonTree::raw(NodeId id) const {
  const JsonNode& n = nodes[id];
  return sources[n.source].text.substr(n.begin, n.length);
}

std::string JsonTree::text(NodeId id) const {
  return nodes[id].escaped ? decode_json_string(raw(id)) : std::string(raw(id));
}

std::string JsonTree::key(NodeId id) const {
  const JsonNode& n = nodes[id];
  const auto view = sources[n.key_source].text.substr(n.key_begin, n.key_length);
  return n.key_escaped ? decode_json_string(view) : std::string(view);
}

bool JsonTree::key_is(NodeId id, std::string_view name) const {
  const JsonNode& n = nodes[id];
  if (n.key_escaped) return key(id) == name;
  return sources[n.key_source].text.substr(n.key_begin, n.key_length) == name;
}

NodeId JsonTree::member(NodeId object, std::string_view name) const {
  for (NodeId m = nodes[object].first; m != kNoNode; m = nodes[m].next) {
    if (key_is(m, name)) return m;
  }
  return kNoNode;
}

std::size_t JsonTree::size(NodeId id) const {
  std::size_t n = 0;
  for (NodeId c = nodes[id].first; c != kNoNode; c = nodes[c].next) ++n;
  return n;
}

std::string JsonTree::pointer(NodeId id) const {
  std::vector<std::string> tokens;
  for (; id != kNoNode && nodes[id].parent != kNoNode; id = nodes[id].parent) {
    const NodeId parent = nodes[id].parent;
    if (nodes[parent].kind == JsonKind::object) {
      tokens.push_back(pointer_token(key(id)));
    } else {
      std::size_t index = 0;
      for (NodeId c = nodes[parent].first; c != id && c != kNoNode; c = nodes[c].next) ++index;
      tokens.push_back(fmt::format("{}", index));
    }
  }
  std::string out;
  for (auto token = tokens.rbegin(); token != tokens.rend(); ++token) out += "/" + *token;
  return out;
}

InputError JsonTree::error_at(NodeId id, bool at_key) const {
  const JsonNode& n = nodes[id];
  const bool by_key = at_key && n.key_begin != 0;
  // Strings and keys are placed at their opening quote.
  const bool quote = by_key || n.kind == JsonKind::string;
  const std::size_t offset = (by_key ? n.key_begin : n.begin) - (quote ? 1u : 0u);
  InputError error = error_at(by_key ? n.key_source : n.source, offset);
  error.pointer = pointer(id);
  return error;
}

InputError JsonTree::error_at(std::uint16_t source, std::size_t offset) const {
  InputError error;
  const JsonSource& from = sources[source];
  error.file = from.name;
  if (!from.has_lines) return error;
  if (line_starts_.empty()) {
    line_starts_.push_back(0);
    for (std::size_t i = 0; i < from.text.size(); ++i) {
      if (from.text[i] == '\n') line_starts_.push_back(i + 1);
    }
  }
  const auto line = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset) - 1;
  error.line = static_cast<std::size_t>(line - line_starts_.begin()) + 1;
  error.column = utf8_count(from.text.substr(*line, offset - *line)) + 1;
  return error;
}

}  // namespace headway::io
