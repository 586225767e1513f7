// A time zone as cron needs it: which offset from UTC holds at an instant, and how long it has and will.
//
// A Zone is a small value, resolved once by name and then copied freely. Its table is made from the system's
// zone data through Howard Hinnant's date library; beyond the last clock change listed there (2037 in most
// data) the yearly rule at the end of the zone's file continues it up to 2263, since the library does not.
// UTC is no table at all and needs no zone data on the machine.
// Invariant: a zone's table is sorted, gapless and never changes or goes away once made.
// Cost: find() reads files the first time (about a millisecond); at() is a binary search over some hundred
// entries.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace headway::schedule {

/// A stretch of time with one offset: [begin, end) in seconds since 1970 UTC.
/// Local time is UTC plus `offset` seconds.
struct ZonePeriod {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::int64_t offset = 0;
};

/// `begin` of a zone's first period and `end` of its last.
inline constexpr std::int64_t kZoneBegin = INT64_MIN;
inline constexpr std::int64_t kZoneEnd = INT64_MAX;

class Zone;
struct ZoneTable;
struct FoundZone;

class Zone {
 public:
  /// UTC.
  Zone() = default;

  /// The zone of that IANA name ("Europe/Berlin"; case matters). "UTC", "Etc/UTC" and the empty name are UTC
  /// without looking at zone data, the empty one as in Go's time.LoadLocation. Anything unknown
  /// gives an error that contains a near name where there is one. Thread-safe.
  static FoundZone find(std::string_view name);

  /// The IANA name, "UTC" for UTC.
  const std::string& name() const;

  bool is_utc() const { return table_ == nullptr; }

  /// The period that contains the second `t` (seconds since 1970 UTC).
  ZonePeriod at(std::int64_t t) const;

  friend bool operator==(const Zone&, const Zone&) = default;

 private:
  explicit Zone(const ZoneTable* table) : table_(table) {}
  const ZoneTable* table_ = nullptr;  ///< null: UTC. Tables are kept until the program ends.
};

struct FoundZone {
  std::optional<Zone> zone;
  std::string error;  ///< why not, when there is no zone: "unknown time zone Mars/Phobos"
};

/// Version of the zone data that find() reads ("2025b"), for the manifest of a result; empty when the machine
/// has none. "Same bytes" holds for equal zone data only.
std::string zone_data_version();

}  // namespace headway::schedule
