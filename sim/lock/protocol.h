// Lock protocols as data: who excludes whom, for how long a file counts, and how one asks.
//
// `longhorn` is the protocol of every release that has locks; the others are readings that sites and
// documents believe in, playable beside it so that a report can say which one reproduces the symptoms
// (domain overview, "Where public descriptions are wrong"). The constants live in the parameter table
// and are passed in: nothing here knows a number.
#pragma once

#include <cstdint>

#include "sim/core/time.h"

namespace headway::lock {

/// Which types exclude each other (longhorn-backupstore: canAcquire compares the types of two locks).
enum class ConflictRule : std::uint8_t {
  types_differ,  ///< two locks conflict iff their types differ, whatever the numbers are
  always         ///< every other lock conflicts, one of the same type too
};

/// What one lock folder stands for. The caller keeps one LockFolder for each key of that kind.
enum class Scope : std::uint8_t { volume, target };

/// The numbers of a protocol, from the parameter table. Durations are positive; a retry_limit of zero
/// means a single look.
struct Timing {
  Duration lease{};           ///< a file older than this, strictly, is expired
  Duration refresh{};         ///< a holder saves its file again this often
  Duration check_wait{};      ///< between the first save and the look
  bool fail_open = true;      ///< a LIST that fails counts as "no locks"
  Duration retry_interval{};  ///< only proposal_2020: between one look and the next
  Duration retry_limit{};     ///< only proposal_2020: no look starts later than this after the first one
};

struct Protocol {
  ConflictRule conflict = ConflictRule::types_differ;
  Scope scope = Scope::volume;
  Duration lease{}, refresh{}, check_wait{};
  bool fail_open_on_list_error = true;
  Duration retry_interval{}, retry_limit{};

  bool operator==(const Protocol&) const = default;
};

/// As released: types exclude each other per (target, volume), one look, no queue.
constexpr Protocol longhorn(const Timing& t) {
  return {ConflictRule::types_differ,
          Scope::volume,
          t.lease,
          t.refresh,
          t.check_wait,
          t.fail_open,
          Duration{0},
          Duration{0}};
}

/// "One operation at a time on a volume": every other lock conflicts.
constexpr Protocol exclusive(const Timing& t) {
  Protocol p = longhorn(t);
  p.conflict = ConflictRule::always;
  return p;
}

/// "One operation at a time on a target": the key is the target alone.
constexpr Protocol exclusive_per_target(const Timing& t) {
  Protocol p = exclusive(t);
  p.scope = Scope::target;
  return p;
}

/// The enhancement proposal of 2020, never released: an arriving lock that meets a conflict leaves its
/// file in place and looks again every retry_interval, until retry_limit after its first look.
constexpr Protocol proposal_2020(const Timing& t) {
  Protocol p = longhorn(t);
  p.retry_interval = t.retry_interval;
  p.retry_limit = t.retry_limit;
  return p;
}

}  // namespace headway::lock
