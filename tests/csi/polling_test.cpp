// When csi-snapshotter looks again, by the CSI sheet 1.4: its three classes, their back-off, and what a
// restart does to both.
#include "tests/csi/small_csi.h"

namespace headway::tests {
namespace {

using record::Cause;
using record::Outcome;

/// An upload of 200 MiB at so many seconds.
void long_upload(model::Scenario& scenario, double seconds_) {
  scenario.volumes[0].dirtied.per_day = 1e15;  // every block by tomorrow, nearly all of them in an instant
  scenario.targets[0].write = BytesPerSecond{200.0 * kMiB / seconds_};
}

model::Event restart(double at, Duration length) {
  model::Event event;
  event.at = kStart + from_seconds(kAsked + at);
  event.kind = model::EventKind::restart_csi_snapshotter;
  event.length = length;
  return event;
}

const OtherLock kOther{0, 2, kStart + seconds{50}, kStart + hours{10}};

/// After the first answer, at 6: 1, 3, 7, 15 … 255, 511, then every 300 s.
double poll_after(double instant, double first_answer = 6) {
  double wait = 1, poll = first_answer;
  while (poll < instant) {
    poll += std::min(wait, 300.0);
    wait *= 2;
  }
  return poll;
}

TEST(CsiPolling, BacksOffFromLonghorn18On) {
  for (const double upload : {2.0, 9.0, 25.0, 200.0, 300.0, 600.0, 1000.0}) {
    model::Scenario scenario = one_volume("1.8.2");
    scenario.time.horizon = hours{1};
    long_upload(scenario, upload);
    const Recording r = record_of_snapshots(scenario, {Asked{}});
    const record::Operation snapshot = snapshots(r)[0];
    const double ended = since_start(r.backups()[0].ended) - kAsked;
    EXPECT_NEAR(ended, 7 + upload, 5);
    EXPECT_AT(snapshot.ended, kAsked + poll_after(ended)) << upload;
    EXPECT_EQ(snapshot.outcome, Outcome::completed);
    for (const double call : calls(r, snapshot.id))
      EXPECT_NEAR(call, call == 0 ? 0 : poll_after(call - 1e-6), 2e-6) << upload;
  }
  EXPECT_EQ(poll_after(300), 517);  // 255 s after the first answer is too early for an upload of 300 s,
  EXPECT_EQ(poll_after(600), 817);  // and it is noticed up to 256 s late, later ones up to 300 s
}

TEST(CsiPolling, PlaysThePollsOfTheFirstMinutes) {
  model::Scenario scenario = one_volume("1.8.2");
  scenario.time.horizon = hours{1};
  long_upload(scenario, 1000);
  const Recording r = record_of_snapshots(scenario, {Asked{}});
  expect_first(calls(r, snapshots(r)[0].id), {0, 7, 9, 13, 21, 37, 69, 133, 261});
}

// Up to 1.7 polls come one after the other, 70 ms apart when one is alone: seen within a tenth of a second.
TEST(CsiPolling, SeesReadinessAtOnceUpToLonghorn17) {
  for (const double upload : {9.0, 300.0, 1000.0}) {
    model::Scenario scenario = one_volume("1.7.2");
    scenario.time.horizon = hours{1};
    long_upload(scenario, upload);
    const Recording r = record_of_snapshots(scenario, {Asked{}});
    const Duration late = snapshots(r)[0].ended - r.backups()[0].ended;
    EXPECT_GE(late, Duration::zero());
    EXPECT_LE(late, milliseconds{70});
    // On the grid of 70 ms since the first answer.
    const auto since = snapshots(r)[0].ended - kStart - from_seconds(kAsked + 6);
    EXPECT_NEAR(to_seconds(since % milliseconds{70}), 0, 2e-6);
  }
}

// 20 uploads share 50 calls a second at 3 a poll: a poll every 1.2 s.
TEST(CsiPolling, SharesTheCallsThatTheApiAllows) {
  model::Scenario scenario = small_cluster("1.7.2", 20);
  scenario.platform.parameters.sidecar_workers = 100;
  scenario.time.horizon = hours{1};
  std::vector<Asked> asked;
  for (std::uint32_t v = 0; v < 20; ++v) {
    add_volume(scenario, numbered("v", v), v);
    asked.push_back({v});
    scenario.volumes[v].dirtied.per_day = 1e15;
  }
  scenario.targets[0].write = BytesPerSecond{20 * 200.0 * kMiB / 1000};
  const Recording r = record_of_snapshots(scenario, asked);
  double latest = 0;
  for (std::size_t i = 0; i < 20; ++i) {
    Instant ended{};
    for (const record::Operation& b : r.backups())
      if (b.volume == snapshots(r)[i].volume) ended = b.ended;
    latest = std::max(latest, to_seconds(snapshots(r)[i].ended - ended));
  }
  EXPECT_GT(latest, 0.07);
  EXPECT_LE(latest, 1.2 + 1e-6);
}

// Class B: the answer of 6 puts the content off to 7, and the poll of 6.07 is put off too (2 s, the earlier
// stands). 6.07 finds the error; from then on there is nothing but the queue: 7, then 4, 8, 16 … s.
TEST(CsiPolling, CountsThePollsWithoutPauseForTheBackOffAfterAnError) {
  const Recording r = record_of_snapshots(one_volume("1.7.2"), {Asked{}}, {kOther});
  expect_first(calls(r, snapshots(r)[0].id), {0, 6.07, 7, 11, 19, 35, 67, 131, 259});
}

// The same after some minutes without pause: the queue comes again at 7, 307 (300 s, the polls of the second
// before that are more than eight), 607 …; the upload fails in between.
TEST(CsiPolling, IsPutOffTheWholeWayAfterAnErrorThatComesLate) {
  model::Scenario scenario = one_volume("1.7.2");
  scenario.time.horizon = hours{1};
  long_upload(scenario, 1000);
  model::Event event;
  event.at = kStart + seconds{500};  // 400 after it was asked for
  event.kind = model::EventKind::instance_manager_restart;
  event.node = 0;
  event.length = seconds{30};
  scenario.events.push_back(event);
  event.at = kStart + seconds{1000};
  event.kind = model::EventKind::delete_failed_backups;
  scenario.events.push_back(event);
  const Recording r = record_of_snapshots(scenario, {Asked{}});
  ASSERT_EQ(r.backups().size(), 2U);
  EXPECT_EQ(r.backups()[0].cause, Cause::node_lost);
  ASSERT_EQ(r.messages.size(), 1U);
  EXPECT_NEAR(since_start(r.messages[0].at) - kAsked, 402, 2.1);  // at the monitor's look
  // Deleted at 900, gone some seconds later: 907 is the first that can find it gone.
  const double gone = since_start(r.deletes()[0].ended) - kAsked;
  EXPECT_GE(gone, 900);
  EXPECT_LT(gone, 907);
  EXPECT_AT(r.backups()[1].requested, kAsked + 907 + 2);
}

// Class A: DeadlineExceeded at 32, "not ready" at 33, and then nobody looks any more. A restart does.
TEST(CsiPolling, IsStuckAfterAnErrorUpToLonghorn16) {
  model::Scenario scenario = one_volume("1.6.4");
  scenario.time.horizon = hours{4};
  slow_start(scenario);
  Recording r = record_of_snapshots(scenario, {Asked{}});
  expect_instants(calls(r, snapshots(r)[0].id), {0, 33});
  EXPECT_EQ(snapshots(r)[0].outcome, Outcome::failed);
  EXPECT_EQ(r.backups()[0].outcome, Outcome::completed);

  scenario.events.push_back(restart(7000, seconds{17}));
  r = record_of_snapshots(scenario, {Asked{}});
  expect_instants(calls(r, snapshots(r)[0].id), {0, 33, 7017});
  EXPECT_EQ(snapshots(r)[0].outcome, Outcome::completed_late);
  EXPECT_AT(snapshots(r)[0].ended, kAsked + 7017);
}

// The new leader looks at once, 5 s after 300, and begins with a second again. Without it the next call would
// be the one of 517.
TEST(CsiPolling, BeginsAnewAfterARestart) {
  model::Scenario scenario = one_volume("1.8.2");
  scenario.time.horizon = hours{1};
  scenario.events.push_back(restart(300, seconds{5}));
  const Recording r = record_of_snapshots(scenario, {Asked{}}, {kOther});
  expect_first(calls(r, snapshots(r)[0].id), {0, 7, 9, 13, 21, 37, 69, 133, 261, 305, 306, 308, 312, 320});
}

// A restart in the middle of a call: the plugin goes on and makes the Backup at 2, the new leader's call
// finds it at 4 and is answered at once.
TEST(CsiPolling, FindsWhatTheCallBeforeTheRestartHasMade) {
  model::Scenario scenario = one_volume("1.8.2");
  scenario.events.push_back(restart(1, seconds{3}));
  const Recording r = record_of_snapshots(scenario, {Asked{}});
  EXPECT_EQ(r.backups().size(), 1U);
  // 4, then 5, 7 and 11: Completed at 7.094.
  expect_instants(calls(r, snapshots(r)[0].id), {0, 4, 5, 7, 11});
  EXPECT_AT(snapshots(r)[0].ended, kAsked + 11);
}

}  // namespace
}  // namespace headway::tests
