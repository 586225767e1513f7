// Who is owed what: every tick of every schedule with the backups it owes, from the tick until each is
// settled. A schedule owes backups of volumes or of virtual machines (model::owes_machines), named by index.
//
// A due backup is settled when its tick's run is over, all its attempts have an outcome and the next tick has
// come. The words due, lost, attempt and outcome mean what interfaces.md section 2 says. Memory: one entry
// for each volume of a tick while the tick is open.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "sim/core/engine.h"
#include "sim/model/scenario.h"
#include "sim/record/records.h"

namespace headway::world {

class Ledger {
 public:
  Ledger(const model::Scenario& scenario, record::Sink& sink, Instant count_from, Instant horizon);

  /// The schedule owes a backup of each of `owed` (volumes or machines, ascending) at `tick`. Its run may
  /// start from `start` on, the next tick's from `next_start` on: the ticks themselves unless a policy moves
  /// them. Whether it counts (warm-up) and in time is judged by these. Ticks of one schedule come in
  /// ascending order.
  void open_tick(std::uint32_t schedule, Instant tick, Instant start, Instant next_start,
                 const std::vector<std::uint32_t>& owed);

  /// No run serves the tick: all it owes is skipped.
  void skip(std::uint32_t schedule, Instant tick, Instant now, record::Cause why);

  /// A run for `tick` starts; open earlier ticks that have no run are skipped for it. Returns the run's id.
  std::uint64_t start_run(std::uint32_t schedule, Instant tick, Instant now);
  void container_started(std::uint32_t schedule, Instant tick, Instant now, bool rerun);
  /// A run that has failed may end a second time, when what failed has come to a good end after all.
  void end_run(std::uint32_t schedule, Instant tick, Instant now, bool failed);

  /// The schedule was edited: a backup of its latest tick may now come until `next_start`.
  void move_next(std::uint32_t schedule, Instant next_start);
  /// Whether the schedule owes a backup of it at `tick`, which is open.
  bool owes(std::uint32_t schedule, std::uint32_t owed, Instant tick) {
    return find(*find(schedule, tick), owed) != nullptr;
  }
  /// The run leaves this volume out: nothing can be backed up there now.
  void left_out(std::uint32_t schedule, std::uint32_t volume, Instant tick, record::Cause why);

  void attempt_started(const record::Operation& attempt);
  /// `attempt` shows that it has failed, and may yet recover: it stays open.
  void attempt_failing(const record::Operation& attempt);
  /// `attempt` has its outcome.
  void attempt_ended(const record::Operation& attempt);
  /// A restore point of what was owed at `tick` exists from now on.
  void restore_point(std::uint32_t schedule, std::uint32_t owed, Instant tick, Instant now);

  /// The next tick of the schedule has come (or the horizon): what is settled is emitted.
  void pass_instant(std::uint32_t schedule, Instant now);
  /// Everything still open is emitted as it stands.
  void close(Instant horizon);

  bool counted(Instant at) const { return at >= count_from_; }
  /// Of an open tick.
  bool counted(std::uint32_t schedule, Instant tick) { return find(schedule, tick)->run.counted; }

 private:
  struct Due {
    std::uint32_t owed = 0, attempts = 0;  // the volume or machine
    record::Outcome outcome = record::Outcome::unfinished;
    record::Cause cause = record::Cause::none;
    std::uint64_t last_attempt = 0;  // whose outcome it is; an earlier one may end later
    Instant first_completed = record::kNever;
  };
  struct Tick {
    record::Run run;
    Instant next{};
    std::vector<Due> due;  // ascending by what is owed
    std::uint32_t open_attempts = 0;
    bool over = false;  // its run has ended, or it was skipped
  };
  Tick* find(std::uint32_t schedule, Instant tick);
  static Due* find(Tick& tick, std::uint32_t owed);
  Due* find(Tick& tick, const record::Operation& attempt) const;
  static void skip(Tick& tick, Instant now, record::Cause why);
  void settle(std::uint32_t schedule, Instant now);
  void emit(Tick& tick, Instant now, bool at_horizon);

  record::Sink& sink_;
  Instant count_from_, horizon_;
  bool reruns_;                    // a failed backup is tried again while its run is not over
  std::size_t recurring_;          // schedules below this number are recurring jobs
  std::vector<bool> of_machines_;  // by schedule
  std::uint64_t next_run_ = 1;
  std::vector<std::deque<Tick>> open_;  // by schedule
};

}  // namespace headway::world
