#include "sim/lock/lock_name.h"

#include <algorithm>
#include <optional>

namespace headway::lock {
namespace {

constexpr std::string_view kPrefix = "lock-";
constexpr std::size_t kDigits = 16;
constexpr std::string_view kHex = "0123456789abcdef";

/// The number of a text "lock-<16 hex><suffix>", nothing for any other text.
std::optional<std::uint64_t> number_in(std::string_view text, std::string_view suffix) {
  if (text.size() != kPrefix.size() + kDigits + suffix.size()) return std::nullopt;
  if (!text.starts_with(kPrefix) || !text.ends_with(suffix)) return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : text.substr(kPrefix.size(), kDigits)) {
    const std::size_t digit = kHex.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    number = number * 16 + digit;
  }
  return number;
}

bool letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

}  // namespace

template <class Form>
NumberedName<Form> NumberedName<Form>::of(std::string_view text) {
  if (const auto number = number_in(text, Form::suffix)) return NumberedName(*number);
  NumberedName name;
  name.text_ = std::make_shared<const std::string>(text);
  return name;
}

template <class Form>
std::string NumberedName<Form>::text() const {
  if (text_) return *text_;
  std::string text(kPrefix);
  for (std::size_t i = 0; i < kDigits; ++i) text += kHex[(number_ >> (4 * (kDigits - 1 - i))) & 15];
  return text.append(Form::suffix);
}

template <class Form>
std::strong_ordering NumberedName<Form>::compare_text(const NumberedName& a, const NumberedName& b) {
  return a.text().compare(b.text()) <=> 0;
}

template class NumberedName<LockNameForm>;
template class NumberedName<FileNameForm>;

FileName file_of(const LockName& name) {
  if (name.numbered()) return FileName(name.number());
  return FileName::of(name.text().append(FileNameForm::suffix));
}

bool is_lock_file(const FileName& file) {
  if (file.numbered()) return true;
  const std::string text = file.text();
  std::string_view stem = text;
  if (!stem.ends_with(FileNameForm::suffix)) return false;
  stem.remove_suffix(FileNameForm::suffix.size());
  return stem.size() >= 2 && letter_or_digit(stem.front()) && std::ranges::all_of(stem, [](char c) {
           return letter_or_digit(c) || c == '_' || c == '.' || c == '-';
         });
}

}  // namespace headway::lock
