// The JSON grammar (RFC 8259) with // and /* */ comments, read by recursive descent into a JsonTree.
//
// Own parser because positions, repeated keys, trailing commas and a depth limit are what this project needs
// of JSON, and what nlohmann/json does not give; the tests hold the two against each other.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sim/io/json_tree.h"
#include "sim/io/utf8.h"

namespace headway::io {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' ||
         c == '+' || c == '-' || c == '$';
}

class Parser {
 public:
  Parser(JsonTree& tree, std::uint16_t source, std::size_t begin, ErrorLog& errors)
      : tree_(tree), source_(source), text_(tree.sources[source].text), at_(begin), errors_(errors) {}

  NodeId document() {
    if (!blank()) return kNoNode;
    const NodeId root = add(kNoNode);
    if (!value(root, 0) || !blank()) return kNoNode;
    if (at_ < text_.size()) return fail("nothing after the value", kNoNode), kNoNode;
    return root;
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  NodeId add(NodeId parent) {
    JsonNode node;
    node.parent = parent;
    node.source = node.key_source = source_;
    tree_.nodes.push_back(node);
    return static_cast<NodeId>(tree_.nodes.size() - 1);
  }

  /// What stands at the present place, for a message.
  std::string here() const {
    if (at_ >= text_.size()) return "the end of the text";
    if (text_[at_] == '"') {
      const auto close = text_.substr(at_, 64).find('"', 1);
      return close == std::string_view::npos ? "a text"
                                             : "the text " + std::string(text_.substr(at_, close + 1));
    }
    std::size_t end = at_;
    while (end < text_.size() && end - at_ < 64 && is_word(text_[end])) ++end;
    if (end > at_) return quoted(text_.substr(at_, end - at_));
    const auto c = static_cast<unsigned char>(text_[at_]);
    if (c == '\n' || c == '\r') return "the end of the line";
    if (c < 0x20 || c == 0x7f) return fmt::format("the control character U+{:04X}", c);
    return quoted(text_.substr(at_, std::max<std::size_t>(1, utf8_length(text_.substr(at_)))));
  }

  bool fail(std::string expected, NodeId inside) { return fail(here(), std::move(expected), inside); }

  bool fail(std::string found, std::string expected, NodeId inside) {
    InputError error = tree_.error_at(source_, std::min(at_, text_.size()));
    if (inside != kNoNode) error.pointer = tree_.pointer(inside);
    error.found = std::move(found);
    error.expected = std::move(expected);
    errors_.add(std::move(error));
    return false;
  }

  /// Skips blanks and comments.
  bool blank() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        ++at_;
      } else if (c == '/' && text_.substr(at_, 2) == "//") {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (c == '/' && text_.substr(at_, 2) == "/*") {
        const auto end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) return fail("a comment without end", "\"*/\"", kNoNode);
        at_ = end + 2;
      } else {
        break;
      }
    }
    return true;
  }

  bool value(NodeId node, std::size_t depth) {
    if (tree_.nodes.size() > kMaxJsonValues) {
      return fail(fmt::format("more than {} values", kMaxJsonValues), "a smaller file: use name ranges",
                  kNoNode);
    }
    tree_.nodes[node].begin = static_cast<std::uint32_t>(at_);
    const char c = peek();
    if (c == '{' || c == '[') {
      if (depth >= kMaxJsonDepth) {
        return fail(fmt::format("more than {} arrays and objects inside each other", kMaxJsonDepth),
                    "a flatter text", kNoNode);
      }
      tree_.nodes[node].kind = c == '{' ? JsonKind::object : JsonKind::array;
      const bool good = children(node, depth + 1);
      tree_.nodes[node].length = static_cast<std::uint32_t>(at_ - tree_.nodes[node].begin);
      return good;
    }
    if (c == '"') {
      bool escaped = false;
      tree_.nodes[node].kind = JsonKind::string;
      if (!string(escaped, node)) return false;
      auto& n = tree_.nodes[node];
      ++n.begin;
      n.length = static_cast<std::uint32_t>(at_ - 1 - n.begin);
      n.escaped = escaped;
      return true;
    }
    return word(node);
  }

  /// A number, true, false or null.
  bool word(NodeId node) {
    const std::size_t begin = at_;
    std::size_t end = at_;
    while (end < text_.size() && is_word(text_[end])) ++end;
    const std::string_view token = text_.substr(begin, end - begin);
    auto& n = tree_.nodes[node];
    n.length = static_cast<std::uint32_t>(token.size());
    if (token == "true" || token == "false") {
      n.kind = JsonKind::boolean;
    } else if (token == "null") {
      n.kind = JsonKind::null;
    } else if (is_number(token)) {
      n.kind = JsonKind::number;
    } else if (!token.empty() &&
               (is_digit(token[0]) || token[0] == '-' || token[0] == '+' || token[0] == '.')) {
      return fail("a JSON number, or a text in double quotes", node);
    } else {
      return fail("a JSON value; texts stand in double quotes", node);
    }
    at_ = end;
    return true;
  }

  static bool is_number(std::string_view t) {
    std::size_t i = 0;
    const auto digits = [&] {
      const std::size_t from = i;
      while (i < t.size() && is_digit(t[i])) ++i;
      return i > from;
    };
    if (i < t.size() && t[i] == '-') ++i;
    if (i < t.size() && t[i] == '0') {
      ++i;
    } else if (!digits()) {
      return false;
    }
    if (i < t.size() && t[i] == '.' && (++i, !digits())) return false;
    if (i < t.size() && (t[i] == 'e' || t[i] == 'E')) {
      ++i;
      if (i < t.size() && (t[i] == '+' || t[i] == '-')) ++i;
      if (!digits()) return false;
    }
    return i == t.size() && !t.empty();
  }

  /// From the opening to after the closing quote.
  bool string(bool& escaped, NodeId inside) {
    for (++at_; at_ < text_.size(); ++at_) {
      const auto c = static_cast<unsigned char>(text_[at_]);
      if (c == '"') return ++at_, true;
      if (c < 0x20)
        return fail(here() + " inside a text", "the closing quote or an escape such as \\n", inside);
      if (c != '\\') continue;
      escaped = true;
      if (!escape(inside)) return false;
    }
    return fail("the closing quote of a text", inside);
  }

  /// At a backslash; leaves the place at the last character of the escape.
  bool escape(NodeId inside) {
    const char kind = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (kind != 'u') {
      if (kind == '\0' || std::string_view("\"\\/bfnrt").find(kind) == std::string_view::npos) {
        return fail("an unknown escape", R"(one of \" \\ \/ \b \f \n \r \t \uXXXX)", inside);
      }
      return ++at_, true;
    }
    const auto unit = [&](std::size_t from) -> std::int32_t {
      const auto digits = text_.substr(std::min(from, text_.size()), 4);
      if (digits.size() < 4 || !std::all_of(digits.begin(), digits.end(), is_hex)) return -1;
      std::int32_t code = 0;
      for (const char c : digits) code = code * 16 + (is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
      return code;
    };
    const std::int32_t code = unit(at_ + 2);
    if (code <= 0) return fail("a bad \\u escape", "four hexadecimal digits, not 0000", inside);
    if (code >= 0xd800 && code < 0xe000) {
      const bool pair = code < 0xdc00 && text_.substr(std::min(at_ + 6, text_.size()), 2) == "\\u";
      const std::int32_t low = pair ? unit(at_ + 8) : -1;
      if (low < 0xdc00 || low >= 0xe000) {
        return fail("half of a surrogate pair", "both halves, high before low", inside);
      }
      at_ += 6;
    }
    at_ += 5;
    return true;
  }

  /// The members of an object or the elements of an array, brackets included.
  bool children(NodeId parent, std::size_t depth) {
    const bool object = tree_.nodes[parent].kind == JsonKind::object;
    const char close = object ? '}' : ']';
    ++at_;
    NodeId last = kNoNode;
    std::size_t count = 0;
    while (true) {
      if (!blank()) return false;
      if (peek() == close && at_ < text_.size()) break;
      if (last != kNoNode) {
        if (peek() != ',') return fail(fmt::format("\",\" or \"{}\"", close), parent);
        const std::size_t comma = at_++;
        if (!blank()) return false;
        if (peek() == close && at_ < text_.size()) {
          const std::size_t closing = std::exchange(at_, comma);
          fail(fmt::format("a comma before \"{}\"", close), "no comma after the last entry", parent);
          at_ = closing;
          break;
        }
      }
      const NodeId child = add(parent);
      if (object && !key(child, parent)) return false;
      (last == kNoNode ? tree_.nodes[parent].first : tree_.nodes[last].next) = child;
      last = child;
      ++count;
      if (!value(child, depth)) return false;
    }
    ++at_;
    if (object && count > 1) report_repeated_keys(parent, count);
    return true;
  }

  /// A member's key and colon.
  bool key(NodeId member, NodeId parent) {
    if (peek() != '"') return fail("a key in double quotes", parent);
    const std::size_t begin = at_ + 1;
    bool escaped = false;
    if (!string(escaped, parent)) return false;
    auto& n = tree_.nodes[member];
    n.key_begin = static_cast<std::uint32_t>(begin);
    n.key_length = static_cast<std::uint32_t>(at_ - 1 - begin);
    n.key_escaped = escaped;
    if (!blank()) return false;
    if (peek() != ':') return fail("\":\" after the key", parent);
    ++at_;
    return blank();
  }

  void report_repeated_keys(NodeId object, std::size_t count) {
    std::vector<std::pair<std::string, NodeId>> keys;
    keys.reserve(count);
    for (NodeId m = tree_[object].first; m != kNoNode; m = tree_[m].next) keys.emplace_back(tree_.key(m), m);
    std::sort(keys.begin(), keys.end());  // equal keys in the order of the text: ids grow
    for (std::size_t i = 1, first = 0; i < keys.size(); ++i) {
      if (keys[i].first != keys[first].first) {
        first = i;
      } else if (errors_.full()) {
        errors_.count_one_more();
      } else {
        const InputError before = tree_.error_at(keys[first].second, true);
        InputError error = tree_.error_at(keys[i].second, true);
        error.found = "a second " + quoted(keys[i].first);
        error.expected = fmt::format("each key once (the first is at {}:{})", before.line, before.column);
        errors_.add(std::move(error));
      }
    }
  }

  JsonTree& tree_;
  std::uint16_t source_;
  std::string_view text_;
  std::size_t at_;
  ErrorLog& errors_;
};

}  // namespace

NodeId parse_json(JsonTree& tree, std::uint16_t source, std::size_t begin, ErrorLog& errors) {
  return Parser(tree, source, begin, errors).document();
}

}  // namespace headway::io
