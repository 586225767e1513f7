// Amounts as scenarios write them: bytes, rates, lengths of time, instants; from text and back.
//
// Pure functions; integers stay integers (no floating point between "1.5Ti" and its bytes). Rates are the
// nearest double. What is written reads back as the same value.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/core/time.h"
#include "sim/core/units.h"

namespace headway::io {

/// A Kubernetes quantity of bytes: digits with an optional fraction, then nothing, Ki Mi Gi Ti Pi Ei,
/// k M G T P E, or a decimal exponent ("40Gi", "1.5Ti", "100G", "1e9"). Fractions of a byte are rounded up,
/// as Kubernetes does. nullopt: no quantity, negative, or above 2^63 - 1.
std::optional<Bytes> parse_bytes(std::string_view text);

/// A rate: a number, a prefix (none, k M G T, Ki Mi Gi Ti), `bit` or `B`, and `/s` ("1Gbit/s", "110MiB/s").
/// nullopt: no rate, or outside kMinRate to kMaxRate.
std::optional<BytesPerSecond> parse_rate(std::string_view text);

/// A length of time: numbers with units d h m s ms us ns, larger units first, the last one with an optional
/// fraction ("90s", "1h30m", "14d", "1.5s"), a sign in front. Exact; what is below a nanosecond is refused.
/// nullopt: no length of time, or above 292 years.
std::optional<Duration> parse_duration(std::string_view text);

/// An instant by RFC 3339 ("2024-06-10T00:00:00Z", "…T02:00:00.5+02:00"), years 1970 to 2199, up to nine
/// digits of a second, no leap seconds.
std::optional<Instant> parse_instant(std::string_view text);

/// The shortest of the forms above that reads back as the same value.
std::string format_bytes(Bytes bytes);
std::string format_rate(BytesPerSecond rate);
std::string format_duration(Duration duration);
std::string format_instant(Instant instant);

/// A word that the text was probably meant to be ("40GB" -> "40G", "90" -> "90s"), or empty.
std::string suggest_bytes(std::string_view text);
std::string suggest_rate(std::string_view text);
std::string suggest_duration(std::string_view text);
std::string suggest_instant(std::string_view text);

}  // namespace headway::io
