#include "sim/io/name_range.h"

#include <algorithm>
#include <charconv>

#include "sim/io/limits.h"

namespace headway::io {
namespace {

constexpr std::size_t kMostDigits = 18;
constexpr std::size_t kLongestFormula = 64;  // bounds the depth of its parentheses, too
constexpr std::int64_t kLargestNumber = 1'000'000'000'000'000'000;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) {
  return !text.empty() && text.size() <= kMostDigits && std::all_of(text.begin(), text.end(), is_digit);
}

std::int64_t to_number(std::string_view digits) {
  std::int64_t value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

std::string padded(std::int64_t number, std::size_t width) {
  std::string digits = std::to_string(number);
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return digits;
}

/// Recursive descent over a formula: sum = product {(+|-) product}, product = factor {(*|/) factor},
/// factor = i | digits | -factor | (sum). `wrong` is syntax, `undefined` arithmetic.
class FormulaReader {
 public:
  FormulaReader(std::string_view text, std::int64_t i) : text_(text), i_(i) {}

  std::int64_t read() {
    const std::int64_t value = sum();
    if (at_ < text_.size()) wrong = true;
    return value;
  }

  bool wrong = false, undefined = false;

 private:
  char next() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  std::int64_t sum() {
    std::int64_t value = product();
    for (char op = next(); !wrong && (op == '+' || op == '-'); op = next()) {
      ++at_;
      const std::int64_t right = product();
      undefined |= op == '+' ? __builtin_add_overflow(value, right, &value)
                             : __builtin_sub_overflow(value, right, &value);
    }
    return value;
  }

  std::int64_t product() {
    std::int64_t value = factor();
    for (char op = next(); !wrong && (op == '*' || op == '/'); op = next()) {
      ++at_;
      const std::int64_t right = factor();
      if (op == '*') {
        undefined |= __builtin_mul_overflow(value, right, &value);
      } else if (right == 0 || (right == -1 && value == INT64_MIN)) {
        undefined = true;
      } else {
        value /= right;
      }
    }
    return value;
  }

  std::int64_t factor() {
    const char c = next();
    if (c == 'i') return ++at_, i_;
    if (c == '-') {
      ++at_;
      std::int64_t value = factor();
      undefined |= __builtin_sub_overflow(std::int64_t{0}, value, &value);
      return value;
    }
    if (c == '(') {
      ++at_;
      const std::int64_t value = sum();
      if (next() != ')') return wrong = true, 0;
      return ++at_, value;
    }
    std::size_t end = at_;
    while (end < text_.size() && is_digit(text_[end])) ++end;
    const auto digits = text_.substr(at_, end - at_);
    if (!all_digits(digits)) return wrong = true, 0;
    at_ = end;
    return to_number(digits);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::int64_t i_;
};

}  // namespace

std::string NamePattern::with(std::int64_t number, std::size_t width) const {
  return prefix + padded(number, width) + suffix;
}

ParsedPattern parse_name_pattern(std::string_view text) {
  const auto refuse = [](std::string expected) { return ParsedPattern{std::nullopt, std::move(expected)}; };
  NamePattern out;
  const auto open = text.find('{');
  if (open == std::string_view::npos) {
    if (text.find('}') != std::string_view::npos) return refuse("a \"{\" before the \"}\"");
    out.prefix = text;
    return {std::move(out), {}};
  }
  const auto close = text.find('}', open);
  if (close == std::string_view::npos) return refuse("a \"}\" after the \"{\"");
  out.prefix = text.substr(0, open);
  out.suffix = text.substr(close + 1);
  if ((out.prefix + out.suffix).find_first_of("{}") != std::string::npos) {
    return refuse("one range or formula in a name");
  }
  const std::string_view inside = text.substr(open + 1, close - open - 1);
  if (const auto dots = inside.find(".."); dots != std::string_view::npos) {
    const auto first = inside.substr(0, dots), last = inside.substr(dots + 2);
    if (!all_digits(first) || !all_digits(last)) {
      return refuse("a range of numbers of at most 18 digits such as \"{001..120}\"");
    }
    const bool zeros = (first.size() > 1 && first[0] == '0') || (last.size() > 1 && last[0] == '0');
    const Range range{to_number(first), to_number(last), zeros ? std::max(first.size(), last.size()) : 1};
    if (range.first > range.last) return refuse("a range whose first number is not above its last");
    out.braces = range;
    return {std::move(out), {}};
  }
  FormulaReader trial(inside.substr(0, kLongestFormula), 1);
  trial.read();
  if (inside.size() > kLongestFormula || trial.wrong) {
    return refuse("a range such as \"{001..120}\" or a formula such as \"{i}\" or \"{i*2-1}\"");
  }
  out.braces = Formula{std::string(inside)};
  return {std::move(out), {}};
}

std::optional<std::int64_t> evaluate(const Formula& formula, std::int64_t i) {
  FormulaReader reader(formula.text, i);
  const std::int64_t value = reader.read();
  if (reader.wrong || reader.undefined || value < 0 || value > kLargestNumber) return std::nullopt;
  return value;
}

bool is_name(std::string_view text) {
  const auto letter_or_digit = [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  if (text.empty() || text.size() > kMaxNameBytes || !letter_or_digit(text[0])) return false;
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return letter_or_digit(c) || std::string_view("-_./:@").find(c) != std::string_view::npos;
  });
}

}  // namespace headway::io
