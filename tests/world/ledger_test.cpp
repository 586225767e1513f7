// The words due, lost, attempts and outcome, tick by tick. One schedule, volumes 0 and 1, ticks an hour
// apart, horizon 4 h, counted from 1 h on.
#include "sim/world/ledger.h"

#include <gtest/gtest.h>

#include <optional>

#include "tests/longhorn/small_cluster.h"

namespace headway::world {
namespace {

using record::Cause;
using record::Outcome;
using tests::kStart;
using tests::Recording;

Instant at(int minute) {
  return kStart + minutes{minute};
}

class LedgerTest : public testing::Test {
 protected:
  LedgerTest() : scenario(tests::small_cluster("1.7.2")) {
    scenario.jobs.resize(1);
    make();
  }
  void make() { ledger.emplace(scenario, said, at(60), at(240)); }

  void open(int minute) { ledger->open_tick(0, at(minute), at(minute), at(minute + 60), {0, 1}); }
  record::Operation begin(std::uint64_t id, std::uint32_t volume, int tick) {
    record::Operation o;
    o.id = id;
    o.schedule = 0;
    o.volume = volume;
    o.scheduled = at(tick);
    ledger->attempt_started(o);
    return o;
  }
  void end(record::Operation o, Outcome outcome, int minute, Cause cause = Cause::none) {
    o.outcome = outcome;
    o.cause = cause;
    o.ended = at(minute);
    if (outcome == Outcome::completed || outcome == Outcome::completed_late)
      ledger->restore_point(0, o.volume, o.scheduled, at(minute));
    ledger->attempt_ended(o);
  }
  void start(int tick, int minute) {
    run = ledger->start_run(0, at(tick), at(minute));
    ledger->container_started(0, at(tick), at(minute), false);
  }
  const record::DueBackup& due(std::uint32_t volume) const {
    for (const auto& d : said.due)
      if (d.volume == volume) return d;
    ADD_FAILURE() << "no due backup of volume " << volume;
    return said.due.front();
  }

  model::Scenario scenario;
  Recording said;
  std::optional<Ledger> ledger;
  std::uint64_t run = 0;
};

// Nothing is said before the run is over, its attempts have ended and the next tick has come.
TEST_F(LedgerTest, SettledWhenTheNextTickHasCome) {
  open(60);
  start(60, 61);
  const auto a = begin(1, 0, 60), b = begin(2, 1, 60);
  end(a, Outcome::completed, 70);
  ledger->end_run(0, at(60), at(71), false);
  ledger->pass_instant(0, at(119));
  EXPECT_TRUE(said.due.empty());
  ledger->pass_instant(0, at(120));
  EXPECT_TRUE(said.due.empty());  // b is still open
  end(b, Outcome::completed_late, 125);
  ASSERT_EQ(said.due.size(), 2U);
  ASSERT_EQ(said.runs.size(), 1U);
  EXPECT_EQ(due(0).outcome, Outcome::completed);
  EXPECT_FALSE(due(0).lost);
  EXPECT_TRUE(due(0).counted);
  EXPECT_EQ(due(0).first_completed, at(70));
  EXPECT_EQ(due(0).run, run);
  // A restore point after the next tick does not count for this one.
  EXPECT_EQ(due(1).outcome, Outcome::completed_late);
  EXPECT_TRUE(due(1).lost);
  EXPECT_EQ(said.runs[0].lost, 1U);
  EXPECT_EQ(said.runs[0].attempts, 2U);
  EXPECT_EQ(said.runs[0].volumes, 2U);
}

// A refused attempt that a re-run makes good is not lost. The outcome is that of the last attempt, also when
// an earlier one, given up by its job, ends after it and badly.
TEST_F(LedgerTest, OutcomeOfTheLastAttempt) {
  open(60);
  start(60, 61);
  const auto a1 = begin(1, 0, 60), b1 = begin(2, 1, 60);
  end(a1, Outcome::failed, 62, Cause::lock_denied);
  ledger->container_started(0, at(60), at(70), true);
  const auto a2 = begin(3, 0, 60), b2 = begin(4, 1, 60);
  end(a2, Outcome::completed, 75);
  end(b2, Outcome::completed, 75);
  end(b1, Outcome::failed, 80, Cause::lock_denied);
  ledger->end_run(0, at(60), at(81), false);
  ledger->pass_instant(0, at(120));
  ASSERT_EQ(said.due.size(), 2U);
  for (const auto& d : said.due) {
    EXPECT_EQ(d.outcome, Outcome::completed);
    EXPECT_EQ(d.cause, Cause::none);
    EXPECT_EQ(d.attempts, 2U);
    EXPECT_FALSE(d.lost);
  }
  EXPECT_EQ(said.runs[0].reruns, 1U);
  EXPECT_EQ(said.runs[0].attempts, 4U);
}

TEST_F(LedgerTest, TicksBeforeTheOneServedAreSkipped) {
  for (const int tick : {0, 60, 120}) open(tick);
  ledger->start_run(0, at(120), at(125));
  ledger->pass_instant(0, at(125));
  ASSERT_EQ(said.due.size(), 4U);
  for (const auto& d : said.due) {
    EXPECT_EQ(d.outcome, Outcome::skipped);
    EXPECT_EQ(d.cause, Cause::skipped_forbid);
    EXPECT_TRUE(d.lost);
    EXPECT_EQ(d.counted, d.tick >= at(60));
  }
  for (const auto& r : said.runs) EXPECT_EQ(r.outcome, Outcome::skipped);
}

// A pod that gave up on a snapshot has made no attempt.
TEST_F(LedgerTest, NoAttemptIsASnapshotTimeout) {
  open(60);
  start(60, 61);
  end(begin(1, 0, 60), Outcome::completed, 62);
  ledger->end_run(0, at(60), at(100), true);
  ledger->pass_instant(0, at(120));
  EXPECT_EQ(due(1).outcome, Outcome::failed);
  EXPECT_EQ(due(1).cause, Cause::snapshot_timeout);
  EXPECT_TRUE(due(1).lost);
  EXPECT_EQ(said.runs[0].outcome, Outcome::failed);
}

// At the horizon: the last tick's next one lies beyond it, so what is open there is unfinished and not lost.
TEST_F(LedgerTest, OpenAtTheHorizonBeforeTheNextTickIsUnfinished) {
  open(180);
  start(180, 181);
  begin(1, 0, 180);
  ledger->close(at(240));
  for (const std::uint32_t volume : {0U, 1U}) {
    EXPECT_EQ(due(volume).outcome, Outcome::unfinished);
    EXPECT_EQ(due(volume).cause, Cause::none);
    EXPECT_FALSE(due(volume).lost);
  }
  EXPECT_EQ(said.runs[0].outcome, Outcome::unfinished);
}

// … and for a tick whose next one has come the night was too short.
TEST_F(LedgerTest, OpenAtTheHorizonAfterTheNextTickIsAnOverrun) {
  open(120);
  start(120, 121);
  begin(1, 0, 120);
  ledger->close(at(240));
  for (const std::uint32_t volume : {0U, 1U}) {
    EXPECT_EQ(due(volume).outcome, Outcome::failed);
    EXPECT_EQ(due(volume).cause, Cause::window_overrun);
    EXPECT_TRUE(due(volume).lost);
  }
}

// Refused, and the pod still at work: it may be run again, so before the next tick nothing is lost yet; after
// it the refusal is what remains. Where nobody runs it again (from 1.9) it is lost at once.
TEST_F(LedgerTest, RefusedAtTheHorizon) {
  for (const bool reruns : {true, false}) {
    for (const int tick : {120, 180}) {
      said.due.clear();
      scenario.platform.parameters.job_rerun_on_failure = reruns;
      make();
      open(tick);
      start(tick, tick + 1);
      end(begin(1, 0, tick), Outcome::failed, tick + 2, Cause::lock_denied);
      ledger->close(at(240));
      const bool open_still = reruns && tick == 180;
      EXPECT_EQ(due(0).outcome, open_still ? Outcome::unfinished : Outcome::failed);
      EXPECT_EQ(due(0).cause, open_still ? Cause::none : Cause::lock_denied);
      EXPECT_EQ(due(0).lost, !open_still);
    }
  }
}

TEST_F(LedgerTest, CompletedIsCompletedAtTheHorizonToo) {
  open(180);
  start(180, 181);
  end(begin(1, 0, 180), Outcome::completed, 190);
  end(begin(2, 1, 180), Outcome::completed, 190);
  ledger->close(at(240));
  for (const auto& d : said.due) {
    EXPECT_EQ(d.outcome, Outcome::completed);
    EXPECT_FALSE(d.lost);
  }
}

}  // namespace
}  // namespace headway::world
