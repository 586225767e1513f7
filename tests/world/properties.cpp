#include "tests/world/properties.h"

#include <map>
#include <set>
#include <tuple>

#include "analysis/forecast/fingerprint.h"
#include "sim/policy/kind.h"
#include "sim/schedule/tick_key.h"
#include "sim/schedule/ticks.h"
#include "sim/world/world.h"
#include "tests/world/random_small.h"

namespace headway::tests {

std::size_t most_at_once(const std::vector<Interval>& intervals) {
  std::map<Instant, std::int64_t> change;
  for (const auto& [from, to] : intervals) ++change[from], --change[to];
  std::int64_t now = 0, most = 0;
  for (const auto& [at, by] : change) most = std::max(most, now += by);
  return static_cast<std::size_t>(most);
}

std::uint64_t fingerprint(const Recording& r) {
  forecast::Fingerprint print;
  for (const auto& x : r.operations) print.add(x);
  for (const auto& x : r.locks) print.add(x);
  for (const auto& x : r.runs) print.add(x);
  for (const auto& x : r.due) print.add(x);
  for (const auto& x : r.loads) print.add(x);
  for (const auto& x : r.ends) print.add(x);
  return print.value();
}

namespace {

using record::Cause;
using record::LockOutcome;
using record::OperationKind;
using record::Outcome;

Instant start_of(const world::World& world, std::uint32_t j, Instant tick) {
  const world::Job& job = world.jobs[j];
  const schedule::KeyedTick keyed{tick, schedule::tick_key(job.cron, job.zone, tick)};
  return world.start_of(j, keyed);
}

/// The world as it is before the first instant.
struct Unplayed {
  Recording nothing;
  core::Luck luck;
  core::Engine engine;
  world::World world;
  explicit Unplayed(const model::Scenario& scenario)
      : luck(scenario.chance.seed, 0),
        engine(scenario.time.start),
        world(engine, scenario, luck, nothing, world::Checks{}) {}
};

/// A type-1 and a type-2 lock of one volume (under the exclusive protocols any two of one key) are not live
/// together, unless a look was torn: one of the two read the other's file just before it was saved as
/// acquired, so their decisions lie no further apart than that save and the rest of the look.
std::size_t check_exclusion(const model::Scenario& scenario, const Recording& r) {
  const auto protocol = scenario.platform.parameters.lock_protocol;
  const bool all_exclude =
      protocol == model::LockProtocol::exclusive || protocol == model::LockProtocol::exclusive_per_target;
  const bool per_target = protocol == model::LockProtocol::exclusive_per_target;
  const auto key_of = [&](const record::LockAttempt& l) { return per_target ? l.target : l.volume; };
  std::map<std::uint32_t, std::vector<const record::LockAttempt*>> by_key;
  for (const auto& l : r.locks)
    if (l.granted) by_key[key_of(l)].push_back(&l);
  std::size_t torn = 0;
  for (auto& [key, locks] : by_key) {
    std::sort(locks.begin(), locks.end(),
              [](const auto* a, const auto* b) { return a->decided < b->decided; });
    for (std::size_t i = 0; i < locks.size(); ++i) {
      for (std::size_t j = i + 1; j < locks.size() && locks[j]->decided < locks[i]->released; ++j) {
        if (!all_exclude && locks[i]->type == locks[j]->type) continue;
        const model::Latency& latency = scenario.targets[locks[i]->target].latency;
        const double a_file = 2 * longest(latency.head) + longest(latency.get);
        // Files that were listed and gone when their turn came took time too.
        std::size_t files = 0;
        for (const auto& other : r.locks)
          files += key_of(other) == key && other.requested <= locks[j]->decided &&
                   other.released >= locks[i]->requested;
        const double at_most = longest(latency.put) + a_file * static_cast<double>(files);
        EXPECT_GT(at_most, 0) << "without latency no look is torn";
        EXPECT_LE(to_seconds(locks[j]->decided - locks[i]->decided), at_most + 1e-6);
        ++torn;
      }
    }
  }
  return torn;
}

/// Blocks that are merged on a node's disk: nothing of it is on the target, and no lock is asked for.
bool on_the_disk_only(const record::Operation& o) {
  return o.kind == OperationKind::snapshot_purge;
}

/// Blocks in the store = those at the start + sent by completed backups - removed by deletes. What was
/// between its upload and its index when the horizon came may count or not.
void check_conservation(const model::Scenario& scenario, const Recording& r) {
  const Unplayed before(scenario);
  for (const record::VolumeEnd& end : r.ends) {
    std::int64_t blocks = before.world.volumes[end.volume].store.blocks(), open = 0;
    for (const auto& o : r.operations) {
      if (o.volume != end.volume || on_the_disk_only(o)) continue;
      const std::int64_t sent = o.bytes.count / o.block_size.count;  // compression 1
      if (o.kind == OperationKind::delete_) {
        blocks -= o.blocks;
      } else if (o.outcome == Outcome::completed || o.outcome == Outcome::completed_late) {
        blocks += sent;
      } else if (o.transfer_ended != record::kNever) {
        open += sent;
      }
    }
    EXPECT_GE(end.stored_blocks, blocks) << "volume " << end.volume;
    EXPECT_LE(end.stored_blocks, blocks + open) << "volume " << end.volume;
  }
}

void check_operations(const Recording& r) {
  std::set<std::uint64_t> ids;
  for (const auto& o : r.operations) {
    EXPECT_TRUE(ids.insert(o.id).second) << "operation " << o.id << " is told twice";
    EXPECT_EQ(o.outcome == Outcome::unfinished && o.ended == record::kNever, o.ended == record::kNever);
    EXPECT_EQ(o.outcome == Outcome::failed, o.cause == Cause::lock_denied);
    if (o.outcome == Outcome::failed) {
      EXPECT_EQ(o.kind, OperationKind::backup);
      EXPECT_EQ(o.lock, LockOutcome::denied);
      EXPECT_NE(o.blocked_by, record::Blocker::none);
      EXPECT_NE(o.blocked_by_operation, 0U);
      EXPECT_EQ(o.started, record::kNever);
    }
    if (o.outcome == Outcome::completed_late) {
      EXPECT_EQ(o.cause, Cause::start_timeout);
    }
    if (o.outcome != Outcome::completed && o.outcome != Outcome::completed_late) continue;
    if (on_the_disk_only(o)) {
      EXPECT_EQ(o.lock, LockOutcome::none);
      EXPECT_LE(o.started, o.ended);
      continue;
    }
    EXPECT_EQ(o.lock, LockOutcome::granted);
    EXPECT_LE(o.requested, o.started);
    EXPECT_LE(o.started, o.released);
    if (o.kind != OperationKind::backup) continue;
    EXPECT_LE(o.started, o.transfer_started);
    EXPECT_LE(o.transfer_started, o.transfer_ended);
    EXPECT_LE(o.transfer_ended, o.released);
    EXPECT_LE(o.scheduled, o.requested);
  }
  std::map<std::uint64_t, std::uint32_t> tries;
  for (const auto& l : r.locks) ++tries[l.operation];
  for (const auto& o : r.operations)
    if (on_the_disk_only(o)) {
      EXPECT_EQ(tries[o.id], 0U) << "operation " << o.id;
    } else if (o.ended != record::kNever) {
      EXPECT_EQ(tries[o.id], o.tries) << "operation " << o.id;
    }
}

/// Every volume of every tick whose start lies in [start, horizon) is due once, has one outcome, and is lost
/// exactly when no restore point came before the next tick's start (or there is still time).
void check_due(const model::Scenario& scenario, const Recording& r) {
  const Unplayed before(scenario);
  std::set<std::tuple<std::uint32_t, std::uint32_t, Instant>> seen;
  std::map<std::uint32_t, std::size_t> due_of;
  std::map<std::uint64_t, std::pair<std::uint32_t, std::uint32_t>> by_run;  // lost, attempts
  for (const auto& d : r.due) {
    EXPECT_TRUE(seen.insert({d.schedule, d.volume, d.tick}).second);
    ++due_of[d.schedule];
    by_run[d.run].first += d.lost;
    by_run[d.run].second += d.attempts;
    EXPECT_EQ(d.counted, start_of(before.world, d.schedule, d.tick) >= before.world.count_from());
    const bool in_time = d.first_completed < d.next_tick;
    if (d.lost) {
      EXPECT_FALSE(in_time);
    }
    if (!d.lost && !in_time) {
      EXPECT_EQ(d.outcome, Outcome::unfinished);
    }
    if (d.outcome == Outcome::unfinished) {
      EXPECT_GE(d.next_tick, end_of(scenario));
    }
    if (d.outcome == Outcome::skipped) {
      EXPECT_EQ(d.attempts, 0U);
    }
  }
  std::size_t attempts = 0;
  for (const auto& run : r.runs) {
    EXPECT_EQ(run.lost, by_run[run.id].first);
    EXPECT_EQ(run.attempts, by_run[run.id].second);
    attempts += run.attempts;
  }
  EXPECT_EQ(attempts, r.backups().size());
  for (std::uint32_t j = 0; j < scenario.jobs.size(); ++j) {
    // No shift reaches further than to the next tick, so one tick before the start is enough.
    const world::Job& job = before.world.jobs[j];
    std::set<Instant> ticks;
    for (const Instant tick : schedule::ticks_before(job.cron, job.zone, scenario.time.start, 2))
      if (start_of(before.world, j, tick) >= scenario.time.start) ticks.insert(tick);
    EXPECT_LE(ticks.size(), 1U);
    for (const Instant tick :
         schedule::ticks_between(job.cron, job.zone, scenario.time.start, end_of(scenario), 100000).at)
      if (start_of(before.world, j, tick) < end_of(scenario)) ticks.insert(tick);
    EXPECT_EQ(due_of[j], job.volumes.size() * ticks.size()) << "schedule " << j;
    std::set<Instant> played;
    for (const auto& run : r.runs_of(j)) played.insert(run.due);
    EXPECT_EQ(played, ticks) << "schedule " << j;
  }
}

/// Starts are in order and before the next tick; nothing fires before its start, and only a later tick whose
/// start has come takes a run away from an earlier one.
void check_starts(const model::Scenario& scenario, const Recording& r) {
  const Unplayed before(scenario);
  for (std::uint32_t j = 0; j < scenario.jobs.size(); ++j) {
    std::map<Instant, record::Run> by_tick;
    for (const auto& run : r.runs_of(j)) by_tick.emplace(run.due, run);
    const world::Job& job = before.world.jobs[j];
    for (auto at = by_tick.begin(); at != by_tick.end(); ++at) {
      const auto& [tick, run] = *at;
      const Instant start = start_of(before.world, j, tick);
      EXPECT_LE(tick, start);
      if (const auto next = job.cron.next(tick, job.zone)) {
        EXPECT_LT(start, *next);
      }
      if (run.fired != record::kNever) {
        EXPECT_LE(start, run.fired);
      }
      if (run.outcome != Outcome::skipped) continue;
      const auto later = std::find_if(std::next(at), by_tick.end(),
                                      [](const auto& entry) { return entry.second.fired != record::kNever; });
      ASSERT_NE(later, by_tick.end()) << "skipped for nobody";
      EXPECT_LE(start_of(before.world, j, later->first), later->second.fired);
      EXPECT_EQ(run.ended, later->second.fired);
    }
  }
}

/// A backup counts at least from its object, made after it was let in, to its end.
void check_admission(const model::Scenario& scenario, const Recording& r) {
  for (const model::PolicyChoice& choice : scenario.policies) {
    if (choice.name != "max-concurrent") continue;
    const policy::Settings settings(choice);
    std::map<std::uint32_t, std::vector<Interval>> running;
    for (const auto& o : r.backups()) {
      Instant until = end_of(scenario);
      if (o.outcome == Outcome::failed) until = o.ended;
      if (o.outcome == Outcome::completed || o.outcome == Outcome::completed_late)
        until = std::max(o.ended, o.released);
      const std::string& per = settings.word("per");
      running[per == "node" ? o.node : per == "target" ? o.target : 0].emplace_back(o.requested, until);
    }
    for (const auto& [index, intervals] : running)
      EXPECT_LE(most_at_once(intervals), static_cast<std::size_t>(settings.count("n"))) << index;
  }
}

/// A slot is held at least from the Backup object to what its job saw of it: the end, or the end of its wait.
void check_slots(const model::Scenario& scenario, const Recording& r) {
  const model::Parameters& p = scenario.platform.parameters;
  for (std::uint32_t j = 0; j < scenario.jobs.size(); ++j) {
    std::vector<Interval> turns;
    for (const auto& o : r.backups(j)) {
      const Instant gives_up = o.requested + p.job_start_polls * p.job_poll_interval;
      Instant until = std::min(o.ended, end_of(scenario));
      if (o.outcome == Outcome::failed) until = gives_up;
      if (o.cause == Cause::start_timeout) until = std::min(until, gives_up);
      if (o.outcome == Outcome::unfinished) until = std::min(until, gives_up);
      if (until > o.requested) turns.emplace_back(o.requested, until);
    }
    EXPECT_LE(most_at_once(turns), static_cast<std::size_t>(scenario.jobs[j].concurrency))
        << "schedule " << j;

    std::vector<Interval> runs;
    for (const auto& run : r.runs_of(j))
      if (run.fired != record::kNever) runs.emplace_back(run.fired, std::min(run.ended, end_of(scenario)));
    EXPECT_LE(most_at_once(runs), 1U) << "Forbid";
  }
}

/// Up to 1.7 no manager has more deletes at work than it has workers.
void check_workers(const model::Scenario& scenario, const Recording& r) {
  if (scenario.platform.parameters.delete_asynchronous) return;
  std::map<std::uint64_t, std::uint32_t> owner;
  for (const auto& d : r.deletes()) owner[d.id] = d.node;
  std::map<std::uint32_t, std::vector<Interval>> at_work;
  for (const auto& l : r.locks)
    if (l.type == 2)
      at_work[owner.at(l.operation)].emplace_back(l.requested, std::min(l.released, end_of(scenario)));
  for (const auto& [node, intervals] : at_work)
    EXPECT_LE(most_at_once(intervals),
              static_cast<std::size_t>(scenario.platform.parameters.controller_workers));
}

/// Nobody deletes more than is beyond retain, and never the newest.
void check_retention(const model::Scenario& scenario, const Recording& r) {
  for (std::uint32_t j = 0; j < scenario.jobs.size(); ++j) {
    for (std::uint32_t v = 0; v < scenario.volumes.size(); ++v) {
      std::int64_t made = 0, deleted = 0;
      for (const auto& [job, existing] : scenario.volumes[v].backups)
        if (job == scenario.jobs[j].name) made += existing;
      for (const auto& o : r.backups(j))
        made += o.volume == v && (o.outcome == Outcome::completed || o.outcome == Outcome::completed_late ||
                                  o.transfer_ended != record::kNever);
      for (const auto& d : r.deletes(j)) deleted += d.volume == v;
      EXPECT_LE(deleted, std::max<std::int64_t>(0, made - scenario.jobs[j].retain));
    }
  }
}

void check_loads(const Recording& r) {
  for (const auto& load : r.loads) EXPECT_LE(load.rate.value, load.capacity.value * (1 + 1e-9));
}

/// The scenario with the constants that its policies select.
model::Scenario as_selected(const model::Scenario& scenario) {
  model::Scenario selected = scenario;
  selected.platform.parameters = policy::Policies(scenario).select(scenario.platform.parameters);
  return selected;
}

}  // namespace

std::size_t check_all(const model::Scenario& stated, const Recording& r) {
  const model::Scenario scenario = as_selected(stated);
  const std::size_t torn = check_exclusion(scenario, r);
  check_conservation(scenario, r);
  check_operations(r);
  check_due(scenario, r);
  check_starts(scenario, r);
  check_slots(scenario, r);
  check_workers(scenario, r);
  check_admission(scenario, r);
  check_retention(scenario, r);
  check_loads(r);
  EXPECT_TRUE(std::is_sorted(r.said.begin(), r.said.end()));
  return torn;
}

}  // namespace headway::tests
