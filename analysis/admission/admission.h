// Whether Harvester's webhook admits VM schedules (ScheduleVMBackup, since 1.4.0), and when.
//
// The webhook looks at a cron line when the object is created and at every update of it, so at an edit of the
// line and at each write of its status (harvester pkg/webhook/resources/schedulevmbackup/validator.go,
// pkg/util/svmbackup.go):
//  1. robfig/cron v1.2.0 reads the line.
//  2. Its granularity, the time from its next firing to the one after it, is at least an hour.
//  3. No other schedule of the cluster that has the same granularity has its second next firing within ten
//     minutes of this one's. The difference is taken as it is, not around the period.
// All is reckoned from now, so the verdict depends on the minute in which the object is sent. A schedule with
// the annotation svmbackupSkipCronCheck is not looked at itself; others are held against it all the same.
//
// Assumed: the webhook reads lines in its process's zone, and the scenario's zone stands for it. Others'
// granularity is that of the moment at which they were last stored; each run writes their status, so for
// those that run it is that of now. Order: each schedule is judged as if all others were stored already.
// Which of several others the webhook names is chance; here it is the nearest.
//
// Pure functions. At an instant O(n log n) for n schedules; over a day O((n + firings) log n).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/model/scenario.h"

namespace headway::admission {

enum class Reason : std::uint8_t { none, unreadable, granularity, offset };

/// What is said of one schedule at one instant.
struct Verdict {
  std::uint32_t schedule = 0;  ///< index into Scenario::vm_schedules
  Reason reason = Reason::none;
  Duration granularity{};
  std::uint32_t against = 0;  ///< of offset: the other schedule
  bool accepted() const { return reason == Reason::none; }
};

/// A stretch of whole minutes, [from, to).
struct Stretch {
  Instant from, to;
};

/// Why a schedule is refused in some minutes of a day.
struct Obstacle {
  Verdict verdict;
  std::int64_t minutes = 0;  ///< in which it is refused for this
};

/// What is said of one schedule in the course of a day.
struct Day {
  std::uint32_t schedule = 0;
  std::vector<Stretch> accepted;    ///< ascending, disjoint, not adjacent
  std::vector<Obstacle> obstacles;  ///< most minutes first
  bool always() const { return obstacles.empty(); }
  bool never() const { return accepted.empty(); }
};

inline constexpr std::int64_t kMinutesOfDay = 24 * 60;

/// Of every VM schedule, if it were sent at `at`.
std::vector<Verdict> admission_at(const model::Scenario& scenario, Instant at);

/// Of every VM schedule, if it were sent in each of the 1440 minutes from `from` (cut to a whole minute). A
/// line of certain weekdays may fare otherwise on another day. `@every`, whose firings are reckoned from now
/// to the second, is looked at on the first second of each minute.
std::vector<Day> admission_over_day(const model::Scenario& scenario, Instant from);

/// The webhook's words; empty where it accepts. Precondition: the verdict is of this scenario.
std::string message_of(const model::Scenario& scenario, const Verdict& verdict);

/// A length of time as Go prints it: "24h0m0s", "1m30s", "0s".
std::string go_duration(Duration length);

}  // namespace headway::admission
