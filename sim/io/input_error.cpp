#include "sim/io/input_error.h"

#include <fmt/format.h>

#include "sim/io/utf8.h"

namespace headway::io {
namespace {

constexpr std::size_t kLongestExcerpt = 60;

}  // namespace

std::string quoted(std::string_view text) {
  std::string out = "\"";
  std::size_t at = 0;
  for (std::size_t shown = 0; at < text.size() && shown < kLongestExcerpt; ++shown) {
    const std::size_t length = utf8_length(text.substr(at));
    const auto first = static_cast<unsigned char>(text[at]);
    if (length == 0 || first < 0x20 || first == 0x7f) {
      out += '?';
      ++at;
    } else {
      out += text.substr(at, length);
      at += length;
    }
  }
  out += at < text.size() ? "…\"" : "\"";
  return out;
}

std::string InputError::format() const {
  std::string out = file;
  if (line > 0) out += fmt::format(":{}:{}", line, column);
  out += ": ";
  if (!pointer.empty()) out += pointer + ": ";
  out += "found " + found;
  if (!expected.empty()) out += ", expected " + expected;
  if (!suggestion.empty()) out += "; did you mean \"" + suggestion + "\"?";
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return out;
}

}  // namespace headway::io
