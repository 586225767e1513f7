// The shipped scenarios of faults and operators, looked at record by record: what the figures of their
// `expect` lines cannot say (who was in the way, which instants, which try), and that each symptom goes when
// its cause is taken away.
#include <gtest/gtest.h>

#include <set>

#include "tests/longhorn/played_scenario.h"
#include "tests/longhorn/small_cluster.h"

namespace headway::tests {
namespace {

using record::Blocker;
using record::Cause;
using record::OperationKind;
using record::Outcome;

constexpr double kMinute = 60, kHour = 3600;

/// One replication of a shipped scenario, with the reference models checking.
struct Seen {
  model::Scenario scenario;
  Recording recording;

  std::uint32_t schedule(std::string_view name) const {
    for (std::uint32_t s = 0;; ++s)
      if (model::schedule_name(scenario, s) == name) return s;
  }
  std::vector<record::Operation> backups_of(std::string_view name) const {
    return recording.backups(schedule(name));
  }
  std::vector<record::Operation> failed(Cause cause) const {
    std::vector<record::Operation> found;
    for (const auto& o : recording.backups())
      if (o.outcome == Outcome::failed && o.cause == cause) found.push_back(o);
    return found;
  }
};

Seen see(const std::string& name, const std::vector<std::string>& settings = {},
         std::uint32_t replication = 0) {
  io::ReadResult read = read_shipped(name, settings);
  EXPECT_TRUE(read.scenario.has_value()) << io::format_errors(read);
  Seen seen;
  if (!read.scenario) return seen;
  seen.scenario = std::move(*read.scenario);
  seen.recording = record_of(seen.scenario, replication);
  return seen;
}

/// Seconds since the scenario's start.
double at(const Seen& seen, Instant t) {
  return to_seconds(t - seen.scenario.time.start);
}

double metric(const Played& played, std::string_view name) {
  const forecast::Metric* found = forecast::find_metric(played.forecast, name);
  EXPECT_NE(found, nullptr) << name;
  return found == nullptr ? -1 : found->estimate.value;
}

}  // namespace
}  // namespace headway::tests
