// The snapshot-controller and its five calls a second, by the CSI sheet 1.7.
#include "tests/csi/small_csi.h"

namespace headway::tests {
namespace {

using record::Cause;
using record::Outcome;

/// `volumes` volumes, and workers for all of them. No call ends before 32 s, so no status takes calls away.
model::Scenario many(std::string_view longhorn, std::uint32_t volumes) {
  model::Scenario scenario = small_cluster(longhorn, volumes);
  for (std::uint32_t v = 0; v < volumes; ++v) add_volume(scenario, numbered("v", v), v);
  scenario.platform.parameters.sidecar_workers = 1000;
  slow_start(scenario);
  return scenario;
}

std::vector<Asked> all_at_once(std::uint32_t volumes) {
  std::vector<Asked> asked;
  for (std::uint32_t v = 0; v < volumes; ++v) asked.push_back({v});
  return asked;
}

std::vector<double> first_calls(const Recording& r) {
  std::vector<double> found;
  for (const record::Operation& snapshot : snapshots(r)) found.push_back(calls(r, snapshot.id).front());
  return found;
}

// Two of them have the content after two calls each, all within the burst of ten.
TEST(SnapshotController, MakesAFewContentsAtOnce) {
  expect_instants(first_calls(record_of_snapshots(many("1.8.2", 2), all_at_once(2))), {0, 0});
}

// Ten workers take the first calls of the first ten, which is the burst. From then on five a second in turn:
// second calls, after which the content is there, at 0.2 … 2.0, third ones 2.2 … 4.0, fourth 4.2 … 6.0, fifth
// 6.2 … 8.0. The first worker is free at 6.2 and asks for the eleventh's first call then, the second at 6.4
// for the twelfth's: 8.2 and 8.4, their second 8.6 and 8.8. The thirteenth begins with the third worker at
// 6.6: 8.6 is taken by the first, so 6.6 asks for the slot after 8.4.
TEST(SnapshotController, MakesAboutOneContentASecond) {
  const auto calls = first_calls(record_of_snapshots(many("1.8.2", 12), all_at_once(12)));
  expect_first(calls, {0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0});
  // All calls of twelve: sixty, ten of them at once, so the last one is sent at 10.0 (50 x 0.2), and the
  // eleventh's second of them cannot come before 8.4 nor after 10.
  EXPECT_GE(calls[10], 8.4);
  EXPECT_LE(calls[11], 10.0);
  // Forty: (200 - 10) / 5 = 38 s in all, about one a second. The last thirty calls of these follow the
  // contents of the last ten: 32.
  const auto forty = first_calls(record_of_snapshots(many("1.8.2", 40), all_at_once(40)));
  EXPECT_NEAR(forty[39], 32, 2e-6);
}

// Each call to the API takes a second longer: two before the content is there, then the three of a poll.
TEST(SnapshotController, IsSlowedByASlowApi) {
  model::Scenario scenario = many("1.8.2", 1);
  model::Event event;
  event.at = kStart + seconds{50};
  event.kind = model::EventKind::slow_api_server;
  event.length = minutes{10};
  event.api_delay = seconds{1};
  scenario.events.push_back(event);
  expect_first(first_calls(record_of_snapshots(scenario, all_at_once(1))), {5});
}

/// A snapshot asked for at 200 while `uploads` others are polled.
double content_beside(std::string_view longhorn, std::uint32_t uploads) {
  model::Scenario scenario = small_cluster(longhorn, uploads + 1);
  scenario.platform.parameters.sidecar_workers = 1000;
  scenario.time.horizon = hours{1};
  std::vector<Asked> asked;
  for (std::uint32_t v = 0; v <= uploads; ++v) {
    add_volume(scenario, numbered("v", v), v);
    if (v < uploads) asked.push_back({v});
    scenario.volumes[v].dirtied.per_day = 1e15;
  }
  asked.push_back({uploads, seconds{200}});
  scenario.targets[0].write = BytesPerSecond{uploads * 200.0 * kMiB / 1500};
  return first_calls(record_of_snapshots(scenario, asked)).back() - 100;
}

// What is polled without pause keeps the client busy: of five calls a second each gets its share. Two calls,
// 0.4 s apart beside one upload, 2 s beside nine; the first waits for at most one turn.
TEST(SnapshotController, IsSlowedByPollsWithoutPause) {
  EXPECT_NEAR(content_beside("1.7.2", 1), 0.6, 0.2 + 1e-6);
  EXPECT_NEAR(content_beside("1.7.2", 9), 3.8, 0.2 + 1e-6);
  EXPECT_EQ(content_beside("1.8.2", 9), 0);
}

// No instance from 90 to 150: the contents come then.
TEST(SnapshotController, IsMissedWhileNoInstanceLeads) {
  model::Scenario scenario = many("1.8.2", 2);
  model::Event event;
  event.at = kStart + seconds{90};
  event.kind = model::EventKind::restart_snapshot_controller;
  event.length = seconds{60};
  scenario.events.push_back(event);
  expect_instants(first_calls(record_of_snapshots(scenario, all_at_once(2))), {50, 50});
}

// Deleted before anybody has looked at it, it never gets a content: nothing is called.
TEST(SnapshotController, MakesNoContentForADeletedOne) {
  model::Scenario scenario = many("1.8.2", 1);
  model::Event event;
  event.at = kStart + seconds{90};
  event.kind = model::EventKind::restart_snapshot_controller;
  event.length = seconds{60};
  scenario.events.push_back(event);
  const Recording r = record_of_snapshots(scenario, {Asked{0, seconds{100}, seconds{120}}});
  ASSERT_EQ(snapshots(r).size(), 1U);
  EXPECT_EQ(snapshots(r)[0].outcome, Outcome::failed);
  EXPECT_EQ(snapshots(r)[0].cause, Cause::deleted_meanwhile);
  EXPECT_AT(snapshots(r)[0].ended, 150);
  EXPECT_TRUE(calls(r, snapshots(r)[0].id).empty());
  EXPECT_TRUE(r.backups().empty());
}

// Deleted while its content waits for its calls: made, and deleted after that, once.
TEST(SnapshotController, DeletesAContentThatIsBeingMade) {
  model::Scenario scenario = many("1.8.2", 12);
  auto asked = all_at_once(12);
  asked[4].deleted = seconds{100} + milliseconds{100};
  const Recording r = record_of_snapshots(scenario, asked);
  const auto all = snapshots(r);
  ASSERT_EQ(all.size(), 12U);
  // The content is there at 1.0; five calls end at 7.0 and the two of the deletion after that; the call that
  // began at 1.0 goes on, and the one after it finds the Backup.
  EXPECT_EQ(all[4].outcome, Outcome::failed);
  EXPECT_EQ(all[4].cause, Cause::sync_timeout);
  expect_instants(calls(r, all[4].id), {1, 33});
  ASSERT_EQ(r.deletes().size(), 1U);
  EXPECT_AT(r.deletes()[0].requested, kAsked + 34);
}

}  // namespace
}  // namespace headway::tests
