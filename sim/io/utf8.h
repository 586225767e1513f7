// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace headway::io {

/// Bytes of the character at the front of the text, 1 to 4; 0 when the text is empty or starts with no
/// valid character. O(1).
std::size_t utf8_length(std::string_view text);

/// Offset of the first byte that starts no valid character; npos when all is valid. O(n).
std::size_t find_invalid_utf8(std::string_view text);

/// Number of characters of valid UTF-8. O(n).
std::size_t utf8_count(std::string_view text);

/// Appends a code point, which must be a valid one (no surrogate, at most U+10FFFF).
void append_utf8(std::string& out, std::uint32_t code_point);

}  // namespace headway::io
