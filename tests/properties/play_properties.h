// What holds in every play, whatever fails in it and whatever operators do, as checks of everything that the
// play said. Each answers sentences about what does not hold, none when all is well.
//
// What records cannot show (blocks by backup, permits, counts of objects) the world checks itself as it goes,
// when it is played with `check` (sim/world/state_check.h).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/model/scenario.h"
#include "tests/longhorn/small_cluster.h"

namespace headway::tests {

using Violations = std::vector<std::string>;

/// A recording that also notes what was said of instants to come.
struct Witness : Recording {
  using Recording::on;
  void on(const record::Operation& o) override;
  void on(const record::LockAttempt& l) override;
  void on(const record::Load& l) override;
  void on(const record::Message& m) override;
  void on(const record::Step& s) override;
  Violations said_too_early;

 private:
  /// A record that bears the instant of its emission.
  void exactly(Instant at, const char* what);
  /// One that speaks of instants up to this one.
  void at_least(Instant at);
  Instant now_ = Instant::min(), spoken_of_ = Instant::min();
};

Violations check_locks(const model::Scenario& scenario, const Recording& r);
Violations check_operations(const model::Scenario& scenario, const Recording& r);
Violations check_limits(const model::Scenario& scenario, const Recording& r);
Violations check_ledger(const model::Scenario& scenario, const Recording& r);
Violations check_bytes(const model::Scenario& scenario, const Recording& r);
Violations check_machines(const model::Scenario& scenario, const Recording& r);

/// Of everything that was said.
std::uint64_t fingerprint_of(const Recording& r);

/// All of them, each sentence with what is needed to find it.
Violations check_play(const model::Scenario& scenario, const Witness& r);

}  // namespace headway::tests
