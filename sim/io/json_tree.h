// A JSON text as a tree that knows where everything stands, so that an error found far from the parser still
// has its line, column and pointer; and that can be changed in place, so that `--set` is an edit before
// validation and not a second way in.
//
// All nodes lie in one array and refer to each other by index: 36 bytes a value, whatever the shape. Texts
// stay where they are and are decoded when asked for. A node belongs to a source: 0 is the file, the others
// are settings.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/io/error_log.h"

namespace headway::io {

using NodeId = std::uint32_t;
inline constexpr NodeId kNoNode = ~NodeId{0};

enum class JsonKind : std::uint8_t { null, boolean, number, string, array, object };

struct JsonNode {
  std::uint32_t begin = 0, length = 0;          ///< the token in its source; of a string what the quotes hold
  std::uint32_t key_begin = 0, key_length = 0;  ///< of an object's member
  NodeId parent = kNoNode, first = kNoNode, next = kNoNode;
  std::uint16_t source = 0, key_source = 0;
  JsonKind kind = JsonKind::null;
  bool escaped = false, key_escaped = false;  ///< the text holds JSON escapes
};

struct JsonSource {
  std::string name;       ///< what messages call it
  std::string_view text;  ///< must outlive the tree
  bool has_lines = true;  ///< false for settings: their place is their name
};

class JsonTree {
 public:
  std::vector<JsonSource> sources;
  std::vector<JsonNode> nodes;
  NodeId root = kNoNode;

  const JsonNode& operator[](NodeId id) const { return nodes[id]; }

  /// The token as written (strings without their quotes, escapes kept).
  std::string_view raw(NodeId id) const;
  /// A string's value, escapes decoded.
  std::string text(NodeId id) const;
  /// A member's key, escapes decoded.
  std::string key(NodeId id) const;
  bool key_is(NodeId id, std::string_view name) const;
  /// The member of that key, or kNoNode. O(members).
  NodeId member(NodeId object, std::string_view name) const;
  /// Number of members or elements. O(children).
  std::size_t size(NodeId id) const;

  /// JSON pointer (RFC 6901) of a value. O(depth × siblings).
  std::string pointer(NodeId id) const;
  /// An error at a value; `at_key` places it at the member's key. Found, expected, suggestion are left empty.
  InputError error_at(NodeId id, bool at_key = false) const;
  /// An error at a place of a source.
  InputError error_at(std::uint16_t source, std::size_t offset) const;

 private:
  mutable std::vector<std::size_t> line_starts_;  ///< of the file; made at the first error
};

/// Decodes JSON escapes of a string whose syntax has been checked.
std::string decode_json_string(std::string_view escaped);

/// Parses `source`'s text from `begin` to its end (JSON with comments) into new nodes; returns the value, or
/// kNoNode after a syntax error. Repeated keys and trailing commas are reported without giving up. At most
/// kMaxJsonDepth deep. O(n), O(n log n) in the keys of one object. Precondition: text below 4 GiB, valid
/// UTF-8.
NodeId parse_json(JsonTree& tree, std::uint16_t source, std::size_t begin, ErrorLog& errors);

}  // namespace headway::io
