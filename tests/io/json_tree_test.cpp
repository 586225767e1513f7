#include "sim/io/json_tree.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "sim/io/utf8.h"

namespace headway::io {
namespace {

struct Parsed {
  JsonTree tree;
  ErrorLog errors;
};

void parse(Parsed& out, std::string_view text) {
  out.tree.sources.push_back({"t.json", text, true});
  out.tree.root = parse_json(out.tree, 0, 0, out.errors);
}

/// The tree as nlohmann/json holds it.
nlohmann::json convert(const JsonTree& tree, NodeId id) {
  switch (tree[id].kind) {
    case JsonKind::null:
      return nullptr;
    case JsonKind::boolean:
      return tree.raw(id) == "true";
    case JsonKind::number:
      return nlohmann::json::parse(tree.raw(id));
    case JsonKind::string:
      return tree.text(id);
    case JsonKind::array: {
      auto out = nlohmann::json::array();
      for (NodeId c = tree[id].first; c != kNoNode; c = tree[c].next) out.push_back(convert(tree, c));
      return out;
    }
    case JsonKind::object: {
      auto out = nlohmann::json::object();
      for (NodeId c = tree[id].first; c != kNoNode; c = tree[c].next) out[tree.key(c)] = convert(tree, c);
      return out;
    }
  }
  return {};
}

std::string first_error(std::string_view text) {
  Parsed p;
  parse(p, text);
  const auto errors = p.errors.take_errors();
  return errors.empty() ? "" : errors.front().format();
}

TEST(JsonTree, KnowsPlacesAndPointers) {
  Parsed p;
  parse(p, "{\n  \"ä\": 1, \"b/~\": [\n    true, {\"c\": \"x\"}]}");
  const NodeId b = p.tree.member(p.tree.root, "b/~");
  ASSERT_NE(b, kNoNode);
  const NodeId object = p.tree[p.tree[b].first].next;
  const NodeId c = p.tree.member(object, "c");
  EXPECT_EQ(p.tree.pointer(c), "/b~1~0/1/c");
  const auto place = p.tree.error_at(c), key = p.tree.error_at(c, true), second = p.tree.error_at(b, true);
  EXPECT_EQ(place.line, 3u);
  EXPECT_EQ(place.column, 17u);  // its opening quote
  EXPECT_EQ(key.column, 12u);
  EXPECT_EQ(second.line, 2u);
  EXPECT_EQ(second.column, 11u);  // characters, not bytes: ä is one
}

TEST(JsonTree, DecodesEscapes) {
  Parsed p;
  parse(p, R"(["\"\\\/\b\f\n\r\t", "\u00e9\ud83d\ude00", "plain"])");
  const NodeId first = p.tree[p.tree.root].first;
  EXPECT_EQ(p.tree.text(first), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(p.tree.text(p.tree[first].next), "é😀");
}

TEST(JsonTree, EscapedKeysAreFoundAndFoundTwice) {
  Parsed p;
  parse(p, R"({"n\u0061me": 1, "name": 2})");
  EXPECT_NE(p.tree.member(p.tree.root, "name"), kNoNode);
  EXPECT_EQ(p.errors.count(), 1u);
}

TEST(JsonTree, RepeatedKeysNameBothPlaces) {
  EXPECT_EQ(first_error("{\"a\": 1,\n \"b\": 2, \"a\": 3}"),
            "t.json:2:10: /a: found a second \"a\", expected each key once (the first is at 1:2)");
}

TEST(JsonTree, CommentsAreBlanks) {
  Parsed p;
  parse(p, "// one\n[1, /* two * / */ 2 // three\n] /**/ // end");
  EXPECT_TRUE(p.errors.empty());
  EXPECT_EQ(p.tree.size(p.tree.root), 2u);
}

TEST(JsonTree, DepthIsLimited) {
  EXPECT_EQ(first_error(std::string(64, '[') + std::string(64, ']')), "");
  EXPECT_EQ(first_error(std::string(65, '[') + std::string(65, ']')),
            "t.json:1:65: found more than 64 arrays and objects inside each other, expected a flatter text");
}

TEST(JsonTree, ManyRepeatedKeysCostOneSort) {
  std::string text = "{";
  for (int i = 0; i < 200'000; ++i) text += "\"k\": 1,";
  text += "\"k\": 1}";
  Parsed p;
  parse(p, text);
  EXPECT_EQ(p.errors.count(), 200'000u);
}

TEST(Utf8, RefusesOverlongSurrogatesAndBeyond) {
  for (const auto* good : {"a", "é", "€", "😀", "\xf4\x8f\xbf\xbf"})
    EXPECT_EQ(find_invalid_utf8(good), std::string::npos);
  for (const auto* bad : {"\x80", "\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff",
                          "\xe2\x82", "\xf0\x9f"}) {
    EXPECT_EQ(find_invalid_utf8(bad), 0u);
  }
  EXPECT_EQ(find_invalid_utf8("ab\xff"), 2u);
}

/// nlohmann's answer for the same text: its value, or none. It takes the last of repeated keys.
std::optional<nlohmann::json> reference(const std::string& text) {
  auto value = nlohmann::json::parse(text, nullptr, false, true);
  return value.is_discarded() ? std::nullopt : std::optional(std::move(value));
}

/// A random text made of pieces of JSON, mostly wrong and often nearly right.
std::string random_text(std::mt19937& random, int depth = 0) {
  static const std::vector<std::string> kLeaves = {"0",
                                                   "-1",
                                                   "1.5",
                                                   "1e3",
                                                   "-0.0E-2",
                                                   "true",
                                                   "false",
                                                   "null",
                                                   "\"\"",
                                                   "\"a\\u00e9\"",
                                                   "\"\\ud83d\\ude00\"",
                                                   "01",
                                                   "+1",
                                                   ".5",
                                                   "1.",
                                                   "NaN",
                                                   "\"\\x\"",
                                                   "tru",
                                                   "'a'",
                                                   "\"\\ud83d\"",
                                                   "/*c*/ 1",
                                                   "1 // c\n",
                                                   "\"\t\"",
                                                   "-",
                                                   "1e",
                                                   "\"open"};
  const auto pick = [&](std::size_t n) { return random() % n; };
  const bool rarely_wrong = pick(4) != 0;
  if (depth > 3 || pick(3) == 0) return kLeaves[pick(rarely_wrong ? 11 : kLeaves.size())];
  const bool object = pick(2) == 0;
  std::string out = object ? "{" : "[";
  const std::size_t count = pick(4);
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) out += pick(30) == 0 ? " " : ",";
    if (object) out += "\"k" + std::to_string(i) + "\"" + (pick(30) == 0 ? "" : ":");
    out += random_text(random, depth + 1);
  }
  return out + (pick(30) == 0 ? "" : object ? "}" : "]");
}

TEST(JsonTree, AgreesWithAnIndependentParser) {
  std::mt19937 random(20240610);
  int good = 0, bad = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = random_text(random);
    const auto expected = reference(text);
    Parsed p;
    parse(p, text);
    const bool accepted = p.tree.root != kNoNode && p.errors.empty();
    ASSERT_EQ(accepted, expected.has_value()) << text;
    if (accepted) {
      ASSERT_EQ(convert(p.tree, p.tree.root), *expected) << text;
    }
    ++(accepted ? good : bad);
  }
  EXPECT_GT(good, 2000);  // both answers are really tried
  EXPECT_GT(bad, 2000);
}

}  // namespace
}  // namespace headway::io
