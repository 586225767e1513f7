#include "sim/io/value_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "sim/io/amounts.h"
#include "sim/io/near_name.h"

namespace headway::io {
namespace {

/// The number as a double; nullopt when it is none or not finite ("1e999").
std::optional<double> as_double(const Input& in, NodeId node) {
  if (in.tree[node].kind != JsonKind::number) return std::nullopt;
  const auto token = in.tree.raw(node);
  double value = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), value);
  if (error != std::errc{} || end != token.data() + token.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

template <class Integer>
std::optional<Integer> as_integer(const Input& in, NodeId node) {
  if (in.tree[node].kind != JsonKind::number) return std::nullopt;
  const auto token = in.tree.raw(node);
  Integer value = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), value);
  if (error == std::errc{} && end == token.data() + token.size()) return value;
  constexpr double kExact = 9007199254740992.0;  // 2^53
  const auto number = as_double(in, node);
  if (!number || *number < 0 || *number >= kExact || *number != std::floor(*number)) return std::nullopt;
  return static_cast<Integer>(*number);
}

/// The text of a value that has to be one in quotes; of a setting also of a number or word, since
/// `--set platform.kubernetes=1.30` means a version.
std::optional<std::string> as_text(const Input& in, NodeId node) {
  const JsonNode& n = in.tree[node];
  if (n.kind == JsonKind::string) return in.tree.text(node);
  const bool bare = n.kind == JsonKind::number || n.kind == JsonKind::boolean;
  return bare && n.source != 0 ? std::optional(std::string(in.tree.raw(node))) : std::nullopt;
}

/// Says of a number in quotes that it should stand without them.
std::string_view in_quotes(const Input& in, NodeId node) {
  if (in.tree[node].kind != JsonKind::string) return "";
  const std::string text = in.tree.text(node);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? ", without quotes" : "";
}

}  // namespace

std::string Input::describe(NodeId node) const {
  const JsonNode& n = tree[node];
  switch (n.kind) {
    case JsonKind::null:
      return "null";
    case JsonKind::boolean:
      return std::string(tree.raw(node));
    case JsonKind::number: {
      const auto token = tree.raw(node);
      return token.size() <= 40 ? std::string(token) : std::string(token.substr(0, 40)) + "…";
    }
    case JsonKind::string:
      return quoted(n.length > 4096 ? std::string(tree.raw(node).substr(0, 4096)) : tree.text(node));
    case JsonKind::array: {
      const auto size = tree.size(node);
      return fmt::format("an array of {} {}", size, size == 1 ? "entry" : "entries");
    }
    case JsonKind::object:
      return "an object";
  }
  return {};
}

void Input::refuse(NodeId node, std::string expected, std::string suggestion, std::string found) {
  if (errors.full()) return errors.count_one_more();
  InputError error = tree.error_at(node);
  error.found = found.empty() ? describe(node) : std::move(found);
  error.expected = std::move(expected);
  error.suggestion = std::move(suggestion);
  errors.add(std::move(error));
}

void Input::refuse_key(NodeId node, std::string expected, std::string suggestion) {
  if (errors.full()) return errors.count_one_more();
  InputError error = tree.error_at(node, true);
  error.found = "the key " + quoted(tree.key(node));
  error.expected = std::move(expected);
  error.suggestion = std::move(suggestion);
  errors.add(std::move(error));
}

void Input::warn(NodeId node, std::string text) {
  if (errors.full_of_warnings()) return;
  const InputError place = tree.error_at(node);
  const std::string where =
      place.line == 0 ? place.file : fmt::format("{}:{}:{}", place.file, place.line, place.column);
  errors.warn(fmt::format("{}: {}: {}", where, place.pointer, text));
}

std::string listed(std::span<const std::string_view> words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " or " : ", ";
    out += fmt::format("\"{}\"", words[i]);
  }
  return out;
}

std::optional<std::string> read_text(Input& in, NodeId node, std::string_view what) {
  auto text = as_text(in, node);
  if (!text) {
    const bool number = in.tree[node].kind == JsonKind::number;
    in.refuse(node, std::string(what) + " in double quotes", number ? in.describe(node) : "");
  }
  return text;
}

std::optional<bool> read_flag(Input& in, NodeId node) {
  if (in.tree[node].kind == JsonKind::boolean) return in.tree.raw(node) == "true";
  const auto text = as_text(in, node);
  const bool word = text && (*text == "true" || *text == "false");
  in.refuse(node, word ? "true or false, without quotes" : "true or false");
  return std::nullopt;
}

std::optional<std::int64_t> read_integer(Input& in, NodeId node, std::int64_t low, std::int64_t high) {
  const auto value = as_integer<std::int64_t>(in, node);
  if (value && *value >= low && *value <= high) return value;
  in.refuse(node, low == high
                      ? fmt::format("{}", low)
                      : fmt::format("a whole number from {} to {}{}", low, high, in_quotes(in, node)));

  return std::nullopt;
}

std::optional<std::uint64_t> read_seed(Input& in, NodeId node) {
  const auto value = as_integer<std::uint64_t>(in, node);
  if (!value) in.refuse(node, "a whole number from 0 to 18446744073709551615");
  return value;
}

std::optional<double> read_number(Input& in, NodeId node, double low, double high, bool above) {
  const auto value = as_double(in, node);
  if (value && *value <= high && (above ? *value > low : *value >= low)) return value;
  const std::string_view quotes = in_quotes(in, node);
  in.refuse(node, above ? fmt::format("a number above {} and up to {}{}", low, high, quotes)
                        : fmt::format("a number from {} to {}{}", low, high, quotes));
  return std::nullopt;
}

std::optional<Bytes> read_bytes(Input& in, NodeId node, Bytes low, Bytes high) {
  const JsonNode& n = in.tree[node];
  const bool text = n.kind == JsonKind::string;
  std::optional<Bytes> value;
  if (text) value = parse_bytes(in.tree.text(node));
  if (const auto count = as_integer<std::int64_t>(in, node); count && *count >= 0) value = Bytes{*count};
  if (value && *value >= low && *value <= high) return value;
  if (value) {
    in.refuse(node, fmt::format("a quantity of bytes from {} to {}", format_bytes(low), format_bytes(high)));
  } else {
    in.refuse(node, "a quantity of bytes such as \"40Gi\"", text ? suggest_bytes(in.tree.text(node)) : "");
  }
  return std::nullopt;
}

std::optional<BytesPerSecond> read_rate(Input& in, NodeId node) {
  const auto text =
      in.tree[node].kind == JsonKind::string ? in.tree.text(node) : std::string(in.tree.raw(node));
  const auto value = in.tree[node].kind == JsonKind::string ? parse_rate(text) : std::nullopt;
  if (!value) {
    in.refuse(node, "a rate such as \"1Gbit/s\" or \"110MiB/s\", from 1B/s to 1000TB/s",
              in.tree[node].first == kNoNode ? suggest_rate(text) : "");
  }
  return value;
}

std::optional<Duration> read_duration(Input& in, NodeId node, Duration low, Duration high) {
  const bool text = in.tree[node].kind == JsonKind::string;
  const auto value = text ? parse_duration(in.tree.text(node)) : std::nullopt;
  if (value && *value >= low && *value <= high) return value;
  if (value) {
    const std::string from = low == nanoseconds{1} ? "above 0s and up" : "from " + format_duration(low);
    in.refuse(node, fmt::format("a length of time {} to {}", from, format_duration(high)));
  } else {
    const bool leaf = text || in.tree[node].kind == JsonKind::number;
    in.refuse(node, "a length of time such as \"90s\", \"1h30m\" or \"14d\"",
              leaf ? suggest_duration(text ? in.tree.text(node) : std::string(in.tree.raw(node))) : "");
  }
  return std::nullopt;
}

std::optional<Instant> read_instant(Input& in, NodeId node) {
  const bool text = in.tree[node].kind == JsonKind::string;
  const auto value = text ? parse_instant(in.tree.text(node)) : std::nullopt;
  if (!value) {
    in.refuse(node, "an instant such as \"2024-06-10T00:00:00Z\", in the years 1970 to 2199",
              text ? suggest_instant(in.tree.text(node)) : "");
  }
  return value;
}

std::optional<std::string> read_word(Input& in, NodeId node, std::span<const std::string_view> words) {
  auto text = as_text(in, node);
  if (text && std::find(words.begin(), words.end(), *text) != words.end()) return text;
  in.refuse(node, listed(words), text ? near_name(*text, words) : "");
  return std::nullopt;
}

std::vector<NodeId> read_array(Input& in, NodeId node, std::string_view of) {
  std::vector<NodeId> out;
  if (in.tree[node].kind != JsonKind::array) {
    in.refuse(node, fmt::format("an array of {}", of));
    return out;
  }
  for (NodeId c = in.tree[node].first; c != kNoNode; c = in.tree[c].next) out.push_back(c);
  return out;
}

Fields::Fields(Input& in, NodeId object, const ObjectKeys& known)
    : in_(in), object_(object), good_(in.tree[object].kind == JsonKind::object) {
  if (!good_) {
    in.refuse(object, fmt::format("an object with keys such as \"{}\"",
                                  known.keys.front() == "$schema" ? "name" : known.keys.front()));
    return;
  }
  if (known.open) return;
  for (NodeId m = in.tree[object].first; m != kNoNode; m = in.tree[m].next) {
    const bool is_known = std::any_of(known.keys.begin(), known.keys.end(),
                                      [&](std::string_view key) { return in.tree.key_is(m, key); });
    if (is_known) continue;
    if (in.errors.full()) {
      in.errors.count_one_more();
      continue;
    }
    const std::string near = near_name(in.tree.key(m), known.keys);
    in.refuse_key(
        m,
        near.empty() ? (known.keys.size() > 1 ? "one of " : "the key ") + listed(known.keys) : "a known key",
        near);
  }
}

NodeId Fields::require(std::string_view key, std::string_view what) {
  const NodeId node = find(key);
  if (node == kNoNode && good_) {
    in_.refuse(object_, fmt::format("the key \"{}\": {}", key, what), {}, fmt::format("no \"{}\"", key));
  }
  return node;
}

std::vector<NodeId> Fields::array(std::string_view key, std::string_view of) {
  const NodeId node = find(key);
  return node == kNoNode ? std::vector<NodeId>{} : read_array(in_, node, of);
}

}  // namespace headway::io
