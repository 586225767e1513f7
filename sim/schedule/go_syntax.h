// The small grammars that robfig/cron inherits from Go: integers, durations, white space, quoted text.
//
// Errors carry Go's wording, because users meet it in `kubectl describe`; quoted input is cut to kMostQuoted
// bytes and made printable, since it may be anything.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/time.h"

namespace headway::schedule {

/// Input quoted in a message is cut after this many bytes.
inline constexpr std::size_t kMostQuoted = 120;

/// `text` as it may appear in a message: control characters and broken UTF-8 as \xNN, cut with "…".
std::string shown(std::string_view text);

/// Length in bytes of the white space that `text` begins with (0: none), as unicode.IsSpace: ASCII, U+0085,
/// U+00A0, U+1680, U+2000-200A, U+2028, U+2029, U+202F, U+205F, U+3000.
std::size_t leading_space(std::string_view text);

/// Without white space at both ends (strings.TrimSpace).
std::string_view trimmed(std::string_view text);

/// The words between white space (strings.Fields): how many there are, and the first `keep` of them.
struct Words {
  std::size_t count = 0;
  std::vector<std::string_view> first;
};
Words words_of(std::string_view text, std::size_t keep);

/// A value or the reason why there is none.
template <class T>
struct Read {
  std::optional<T> value;
  std::string error;
};

/// strconv.Atoi: decimal digits with an optional sign, in 64 bits.
Read<std::int64_t> read_integer(std::string_view text);

/// time.ParseDuration: "1h30m", "1.5h", "-1h", "0", units ns us µs ms s m h; 64-bit nanoseconds.
Read<Duration> read_duration(std::string_view text);

}  // namespace headway::schedule
