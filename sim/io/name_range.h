// Names with ranges: "data-{001..120}" stands for 120 names, and "data-{i*2-1}" beside it for one name each,
// reckoned from the range's own number.
//
// Pure text and integers. A pattern holds at most one pair of braces, so expansion is a plain list; its size
// is known before anything is allocated. Numbers have at most 18 digits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace headway::io {

/// first..last, both included, written with at least `width` digits.
struct Range {
  std::int64_t first = 0, last = 0;
  std::size_t width = 1;
  std::int64_t size() const { return last - first + 1; }
};

/// An integer expression over `i`: + - * / (towards zero), parentheses, unary minus.
struct Formula {
  std::string text;
};

/// A name: what stands before and after the braces, and what the braces hold.
struct NamePattern {
  std::string prefix, suffix;
  std::variant<std::monostate, Range, Formula> braces;  ///< monostate: no braces, the name is the prefix

  const Range* range() const { return std::get_if<Range>(&braces); }
  const Formula* formula() const { return std::get_if<Formula>(&braces); }
  /// The name with this number in its braces, at least `width` digits.
  std::string with(std::int64_t number, std::size_t width) const;
};

/// A pattern or what is wrong with it ("braces are not closed", …), to be put after "found …, expected ".
struct ParsedPattern {
  std::optional<NamePattern> pattern;
  std::string expected;
};

/// Reads a pattern. Braces hold `first..last` (first <= last; zeros in front of either give the width) or a
/// formula. O(length).
ParsedPattern parse_name_pattern(std::string_view text);

/// The formula's value for this i; nullopt on overflow, division by zero or a result outside 0 … 10^18.
/// Precondition: it came from parse_name_pattern.
std::optional<std::int64_t> evaluate(const Formula& formula, std::int64_t i);

/// Whether the text may be a name once expanded: 1 to kMaxNameBytes letters, digits and `- _ . / : @`, a
/// letter or digit first.
bool is_name(std::string_view text);

}  // namespace headway::io
