// VolumeSnapshots in the small cluster (tests/longhorn/small_cluster.h), asked for and deleted at given
// instants, without anybody above CSI; and what its records say of them.
//
// By hand, of a snapshot asked for at 0 in an idle cluster: its content is there at once (two calls of ten),
// CreateSnapshot is called at once, the Longhorn snapshot is seen ready at the plugin's first tick, 2. The
// Backup made then has finished its start RPC 3.094 s later, at 5.094, which the plugin sees at its tick of 6
// (2 + 4): answered 6, not ready. The Backup is Completed at 7.094 (2 + 5.094; and 10.5 us for an index).
#pragma once

#include <string_view>
#include <vector>

#include "tests/longhorn/small_cluster.h"

namespace headway::tests {

/// Long enough after the start for others to hold their locks.
inline constexpr double kAsked = 100;

struct Asked {
  std::uint32_t volume = 0;
  Duration at = seconds{100};
  Duration deleted = kForever;
};

/// Plays these snapshots and the scenario's events, with the world checking.
Recording record_of_snapshots(const model::Scenario& scenario, const std::vector<Asked>& asked,
                              const std::vector<OtherLock>& others = {});

/// The snapshots, in the order in which they were asked for.
std::vector<record::Operation> snapshots(const Recording& recording);

/// When CreateSnapshot was called for the operation, in seconds after kAsked.
std::vector<double> calls(const Recording& recording, std::uint64_t operation);

/// How the calls for it ended, in seconds after kAsked.
struct Answered {
  double at = 0;
  record::Cause cause = record::Cause::none;
};
std::vector<Answered> answers(const Recording& recording, std::uint64_t operation);

/// The small cluster with one volume, "v", that has a backup and whose next ones take no more than the
/// comment above says.
model::Scenario one_volume(std::string_view longhorn);

/// The start RPC takes 42.094 s: 2.094 and 40 s for the comparison.
void slow_start(model::Scenario& scenario);

/// Each is as expected to 2 us.
void expect_instants(const std::vector<double>& actual, const std::vector<double>& expected);
/// The same of the first so many.
void expect_first(const std::vector<double>& actual, const std::vector<double>& expected);

}  // namespace headway::tests
