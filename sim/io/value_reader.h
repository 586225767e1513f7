// Typed values out of a JsonTree: each reader returns the value, or reports what is wrong with it and
// returns nullopt, so that one pass finds every mistake.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/core/time.h"
#include "sim/core/units.h"
#include "sim/io/json_tree.h"
#include "sim/io/known_keys.h"

namespace headway::io {

/// What is read from, and where mistakes go.
struct Input {
  JsonTree tree;
  ErrorLog errors;
  std::int64_t name_room = kMaxListedNames;  ///< names that lists may still look up

  /// Reports the value at `node`. An empty `found` describes the value itself.
  void refuse(NodeId node, std::string expected, std::string suggestion = {}, std::string found = {});
  /// The same about the key of the member at `node`.
  void refuse_key(NodeId node, std::string expected, std::string suggestion = {});
  /// A warning with the value's place in front.
  void warn(NodeId node, std::string text);
  /// "40Gb" in quotes, 12, true, null, an object, an array of 3 entries.
  std::string describe(NodeId node) const;
};

std::optional<std::string> read_text(Input& in, NodeId node, std::string_view what = "a text");
std::optional<bool> read_flag(Input& in, NodeId node);
/// Whole numbers, also as 1e3; anything else is refused.
std::optional<std::int64_t> read_integer(Input& in, NodeId node, std::int64_t low, std::int64_t high);
std::optional<std::uint64_t> read_seed(Input& in, NodeId node);
/// A finite number from `low` to `high`; `above` excludes `low` itself.
std::optional<double> read_number(Input& in, NodeId node, double low, double high, bool above = false);
std::optional<Bytes> read_bytes(Input& in, NodeId node, Bytes low, Bytes high);
std::optional<BytesPerSecond> read_rate(Input& in, NodeId node);
std::optional<Duration> read_duration(Input& in, NodeId node, Duration low, Duration high);
std::optional<Instant> read_instant(Input& in, NodeId node);
/// One of the words.
std::optional<std::string> read_word(Input& in, NodeId node, std::span<const std::string_view> words);
/// The elements of an array; what is no array is reported and gives none.
std::vector<NodeId> read_array(Input& in, NodeId node, std::string_view of);

/// `a, b or c`, each in quotes.
std::string listed(std::span<const std::string_view> words);

/// An object's members by key. Reports what is no object and every key that is not in the table.
class Fields {
 public:
  Fields(Input& in, NodeId object, const ObjectKeys& known);

  NodeId object() const { return object_; }
  bool is_object() const { return good_; }
  /// The member, or kNoNode.
  NodeId find(std::string_view key) const { return good_ ? in_.tree.member(object_, key) : kNoNode; }
  /// The member; reports its absence, `what` being what it should hold.
  NodeId require(std::string_view key, std::string_view what);
  /// The elements of an optional array.
  std::vector<NodeId> array(std::string_view key, std::string_view of);

  /// The value of an optional key, read by `read(in, node)`; the default when it is absent or wrong.
  template <class T, class Read>
  T get(std::string_view key, T fallback, Read read) {
    const NodeId node = find(key);
    if (node == kNoNode) return fallback;
    auto value = read(in_, node);
    return value ? T(*std::move(value)) : fallback;
  }

  /// The value of a key that must be there; nullopt, reported, when it is absent or wrong.
  template <class Read>
  auto must(std::string_view key, std::string_view what, Read read)
      -> decltype(read(std::declval<Input&>(), 0)) {
    const NodeId node = require(key, what);
    if (node == kNoNode) return std::nullopt;
    return read(in_, node);
  }

 private:
  Input& in_;
  NodeId object_;
  bool good_;
};

}  // namespace headway::io
