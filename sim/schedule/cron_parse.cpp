#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include "sim/schedule/cron.h"
#include "sim/schedule/go_syntax.h"

namespace headway::schedule {
namespace {

/// What a field may hold; names stand for low, low + 1, …
struct Bounds {
  std::uint64_t low, high;
  const char* names;  ///< three letters each, or empty
};
constexpr std::array<Bounds, 5> kBounds{{{0, 59, ""},
                                         {0, 23, ""},
                                         {1, 31, ""},
                                         {1, 12, "janfebmaraprmayjunjulaugsepoctnovdec"},
                                         {0, 6, "sunmontuewedthufrisat"}}};

struct FieldBits {
  std::uint64_t bits = 0;
  bool star = false;
};

/// Letters as Go's strings.ToLower leaves them. Of all letters beyond ASCII only the Turkish dotted capital I
/// becomes one that occurs in a name.
std::string lower_name(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with("\u0130")) {
      out += 'i';
      ++i;
    } else {
      out += text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
    }
  }
  return out;
}

Read<std::uint64_t> read_number(std::string_view text) {
  const auto read = read_integer(text);
  if (!read.value) return {std::nullopt, "failed to parse int from " + shown(text) + ": " + read.error};
  if (*read.value < 0)
    return {std::nullopt,
            "negative number (" + std::to_string(*read.value) + ") not allowed: " + shown(text)};
  return {static_cast<std::uint64_t>(*read.value), {}};
}

Read<std::uint64_t> read_number_or_name(std::string_view text, const Bounds& bounds) {
  if (*bounds.names != '\0' && text.size() >= 3 && text.size() <= 4) {
    const std::string_view names = bounds.names;
    const std::string name = lower_name(text);
    for (std::size_t i = 0; i * 3 < names.size(); ++i)
      if (names.substr(i * 3, 3) == name) return {bounds.low + i, {}};
  }
  return read_number(text);
}

std::uint64_t bits_between(std::uint64_t first, std::uint64_t last, std::uint64_t step) {
  std::uint64_t bits = 0;
  // last is at most 59 and step below 2^63: the sum cannot wrap.
  for (std::uint64_t i = first; i <= last; i += step) bits |= std::uint64_t{1} << i;
  return bits;
}

/// One list item: number or name, `*`, `?`, first-last, each with an optional /step.
Read<FieldBits> read_item(std::string_view item, const Bounds& bounds, CronDialect dialect) {
  const auto refuse = [](std::string why) { return Read<FieldBits>{std::nullopt, std::move(why)}; };
  const auto slashes = std::count(item.begin(), item.end(), '/');
  const std::string_view range = item.substr(0, item.find('/'));
  const auto hyphens = std::count(range.begin(), range.end(), '-');
  const std::string_view low = range.substr(0, range.find('-'));

  FieldBits field;
  std::uint64_t first = bounds.low, last = bounds.high, step = 1;
  if (low == "*" || low == "?") {
    field.star = true;  // whatever follows a hyphen is never looked at: "*-foo" is a star
  } else {
    const auto start = read_number_or_name(low, bounds);
    if (!start.value) return refuse(start.error);
    first = last = *start.value;
    if (hyphens > 1) return refuse("too many hyphens: " + shown(item));
    if (hyphens == 1) {
      const auto end = read_number_or_name(range.substr(low.size() + 1), bounds);
      if (!end.value) return refuse(end.error);
      last = *end.value;
    }
  }
  if (slashes > 1) return refuse("too many slashes: " + shown(item));
  if (slashes == 1) {
    const auto read = read_number(item.substr(range.size() + 1));
    if (!read.value) return refuse(read.error);
    step = *read.value;
    if (hyphens == 0) last = bounds.high;
    if (step > 1 && dialect == CronDialect::v3) field.star = false;
  }
  if (first < bounds.low)
    return refuse("beginning of range (" + std::to_string(first) + ") below minimum (" +
                  std::to_string(bounds.low) + "): " + shown(item));
  if (last > bounds.high)
    return refuse("end of range (" + std::to_string(last) + ") above maximum (" +
                  std::to_string(bounds.high) + "): " + shown(item));
  if (first > last)
    return refuse("beginning of range (" + std::to_string(first) + ") beyond end of range (" +
                  std::to_string(last) + "): " + shown(item));
  if (step == 0) return refuse("step of range should be a positive number: " + shown(item));
  field.bits = bits_between(first, last, step);
  return {field, {}};
}

/// A list of items between commas; empty items are dropped.
Read<FieldBits> read_field(std::string_view text, const Bounds& bounds, CronDialect dialect) {
  FieldBits field;
  while (!text.empty()) {
    const std::string_view item = text.substr(0, text.find(','));
    text.remove_prefix(std::min(item.size() + 1, text.size()));
    if (item.empty()) continue;
    const auto read = read_item(item, bounds, dialect);
    if (!read.value) return {std::nullopt, read.error};
    field.bits |= read.value->bits;
    field.star = field.star || read.value->star;
  }
  return {field, {}};
}

Read<CronFields> read_fields(std::string_view text, CronDialect dialect) {
  const Words words = words_of(text, 60);
  if (words.count != kBounds.size()) {
    std::string list;
    for (const auto word : words.first) {
      if (!list.empty()) list += ' ';
      list += word.substr(0, kMostQuoted);
    }
    return {std::nullopt,
            "expected exactly 5 fields, found " + std::to_string(words.count) + ": [" + shown(list) + "]"};
  }
  std::array<FieldBits, 5> field;
  for (std::size_t i = 0; i < field.size(); ++i) {
    const auto read = read_field(words.first[i], kBounds[i], dialect);
    if (!read.value) return {std::nullopt, read.error};
    field[i] = *read.value;
  }
  const auto low_bits = [&](std::size_t i) { return static_cast<std::uint32_t>(field[i].bits); };
  return {CronFields{field[0].bits, low_bits(1), low_bits(2), low_bits(3), low_bits(4),
                     field[2].star || field[4].star},
          {}};
}

}  // namespace

std::string_view fields_of_descriptor(std::string_view word) {
  if (word == "@yearly" || word == "@annually") return "0 0 1 1 *";
  if (word == "@monthly") return "0 0 1 * *";
  if (word == "@weekly") return "0 0 * * 0";
  if (word == "@daily" || word == "@midnight") return "0 0 * * *";
  if (word == "@hourly") return "0 * * * *";
  return {};
}

ParsedCron Cron::parse(std::string_view text, CronDialect dialect) {
  const auto refuse = [](std::string why) { return ParsedCron{std::nullopt, std::move(why)}; };
  Cron cron;
  cron.text_ = text;
  cron.dialect_ = dialect;
  if (text.empty()) return refuse("empty spec string");

  if (dialect == CronDialect::v3 && (text.starts_with("TZ=") || text.starts_with("CRON_TZ="))) {
    const auto blank = text.find(' ');
    if (blank == std::string_view::npos)
      return refuse("a time zone alone is no schedule: expected a blank and 5 fields after " + shown(text));
    const auto equals = text.find('=');
    const std::string_view name = text.substr(equals + 1, blank - equals - 1);
    // Go's "Local" is the zone of whoever asks, which is what next() is given.
    if (name != "Local") {
      auto found = Zone::find(name);
      if (!found.zone) return refuse("provided bad location " + shown(name) + ": " + found.error);
      cron.own_zone_ = found.zone;
    }
    text = trimmed(text.substr(blank));
  }

  std::string_view fields = text;
  if (text.starts_with('@')) {
    constexpr std::string_view every = "@every ";
    if (text.starts_with(every)) {
      const auto read = read_duration(text.substr(every.size()));
      if (!read.value) return refuse("failed to parse duration " + shown(text) + ": " + read.error);
      cron.interval_ = std::max(seconds{1}, std::chrono::duration_cast<seconds>(*read.value));
      return {std::move(cron), {}};
    }
    fields = fields_of_descriptor(text);
    if (fields.empty()) return refuse("unrecognized descriptor: " + shown(text));
  }
  const auto read = read_fields(fields, dialect);
  if (!read.value) return refuse(read.error);
  cron.fields_ = *read.value;
  return {std::move(cron), {}};
}

}  // namespace headway::schedule
