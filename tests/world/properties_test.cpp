// What holds in every play, whatever the scenario: looked for in some hundred small random ones, played with
// the reference models checking every decision and every share.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <tuple>

#include "analysis/forecast/fingerprint.h"
#include "sim/core/random.h"
#include "sim/schedule/ticks.h"
#include "sim/simulation.h"
#include "sim/world/world.h"
#include "tests/world/random_small.h"

namespace headway::tests {
namespace {

using record::Cause;
using record::LockOutcome;
using record::OperationKind;
using record::Outcome;

constexpr std::uint64_t kScenarios = 1000;

Instant end_of(const model::Scenario& scenario) {
  return scenario.time.start + scenario.time.horizon;
}

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

/// Blocks in the store = those at the start + sent by completed backups - removed by deletes. What was
/// between its upload and its index when the horizon came may count or not.
void check_conservation(const model::Scenario& scenario, const Recording& r) {
  Recording nothing;
  const core::Luck luck(scenario.chance.seed, 0);
  core::Engine engine(scenario.time.start);
  const world::World world(engine, scenario, luck, nothing, world::Checks{});
  for (const record::VolumeEnd& end : r.ends) {
    std::int64_t blocks = world.volumes[end.volume].store.blocks(), open = 0;
    for (const auto& o : r.operations) {
      if (o.volume != end.volume) continue;
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
  engine.abandon();
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
    if (o.ended != record::kNever) {
      EXPECT_EQ(tries[o.id], o.tries) << "operation " << o.id;
    }
}

/// Every volume of every tick in [start, horizon) is due once, has one outcome, and is lost exactly when no
/// restore point came before the next tick (or there is still time).
void check_due(const model::Scenario& scenario, const Recording& r) {
  std::set<std::tuple<std::uint32_t, std::uint32_t, Instant>> seen;
  std::map<std::uint32_t, std::size_t> due_of;
  std::map<std::uint64_t, std::pair<std::uint32_t, std::uint32_t>> by_run;  // lost, attempts
  for (const auto& d : r.due) {
    EXPECT_TRUE(seen.insert({d.schedule, d.volume, d.tick}).second);
    ++due_of[d.schedule];
    by_run[d.run].first += d.lost;
    by_run[d.run].second += d.attempts;
    EXPECT_EQ(d.counted, d.tick >= scenario.time.start + scenario.time.warm_up);
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
    const auto cron = schedule::Cron::parse(scenario.jobs[j].cron);
    const auto ticks =
        schedule::ticks_between(*cron.cron, schedule::Zone{}, scenario.time.start, end_of(scenario), 100000);
    std::size_t owed = 0;
    for (const std::uint32_t v : scenario.jobs[j].volumes)
      owed += scenario.volumes[v].attached || scenario.platform.parameters.job_allow_detached;
    EXPECT_EQ(due_of[j], owed * ticks.at.size()) << "schedule " << j;
    EXPECT_EQ(r.runs_of(j).size(), ticks.at.size());
  }
}

using Interval = std::pair<Instant, Instant>;
std::size_t most_at_once(const std::vector<Interval>& intervals) {
  std::map<Instant, std::int64_t> change;
  for (const auto& [from, to] : intervals) ++change[from], --change[to];
  std::int64_t now = 0, most = 0;
  for (const auto& [at, by] : change) most = std::max(most, now += by);
  return static_cast<std::size_t>(most);
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

TEST(Properties, HoldInRandomSmallScenarios) {
  std::size_t operations = 0, refused = 0, late = 0, skipped = 0, deletes = 0, reruns = 0, torn = 0;
  for (std::uint64_t seed = 1; seed <= kScenarios; ++seed) {
    SCOPED_TRACE(numbered("random_small ", seed));
    const model::Scenario scenario = random_small(seed);
    const Recording r = record_of(scenario);
    torn += check_exclusion(scenario, r);
    check_conservation(scenario, r);
    check_operations(r);
    check_due(scenario, r);
    check_slots(scenario, r);
    check_workers(scenario, r);
    check_retention(scenario, r);
    check_loads(r);
    EXPECT_TRUE(std::is_sorted(r.said.begin(), r.said.end()));
    operations += r.operations.size();
    deletes += r.deletes().size();
    for (const auto& o : r.operations) {
      refused += o.outcome == Outcome::failed;
      late += o.outcome == Outcome::completed_late;
    }
    for (const auto& run : r.runs) {
      skipped += run.outcome == Outcome::skipped;
      reruns += run.reruns;
    }
    if (testing::Test::HasFailure()) break;
  }
  // The scenarios show what they are meant to show.
  EXPECT_GT(operations, 10000U);
  EXPECT_GT(deletes, 1000U);
  EXPECT_GT(refused, 100U);
  EXPECT_GT(late, 10U);
  EXPECT_GT(skipped, 10U);
  EXPECT_GT(reruns, 10U);
  RecordProperty("torn_looks", static_cast<int>(torn));
}

TEST(Properties, EqualSeedsGiveEqualRecordsAndOthersDiffer) {
  std::set<std::uint64_t> prints;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const model::Scenario scenario = random_small(seed);
    const std::uint64_t once = fingerprint(record_of(scenario));
    EXPECT_EQ(fingerprint(record_of(scenario)), once) << seed;
    prints.insert(once);
    prints.insert(fingerprint(record_of(scenario, 1)));
  }
  EXPECT_GE(prints.size(), 70U);
}

// Looking on does not change anything.
TEST(Properties, ChecksChangeNothing) {
  for (std::uint64_t seed = 50; seed <= 60; ++seed) {
    const model::Scenario scenario = random_small(seed);
    Recording unchecked;
    play(scenario, 0, unchecked);
    EXPECT_EQ(fingerprint(unchecked), fingerprint(record_of(scenario)));
  }
}

}  // namespace
}  // namespace headway::tests
