// VM schedules as windows: what is seen of them, what moves, and what is handed out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "analysis/movable/movable.h"
#include "analysis/recommend/allowed.h"
#include "analysis/recommend/applying.h"
#include "analysis/recommend/job_alone.h"
#include "analysis/recommend/levers.h"
#include "analysis/recommend/manifests.h"
#include "analysis/recommend/report.h"
#include "tests/recommend/small.h"

namespace headway::recommend {
namespace {

using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

/// A job every twelve hours whose deletes take long on a slow listing, and three machines that are backed up
/// into them, all at one minute.
Small meeting() {
  Small small = machines(
      job("twice", "0 */12 * * *", 2, 2) + "," +
      vm_schedule("vm-{1..3}", "vm{i}", "2 0 * * *", R"(, "existing": 3, "retain": 3, "max_failure": 2)"));
  small.horizon = "4d";
  small.overrides = R"({"create.threads_per_backup": 2})";
  small.latency = "20ms";
  small.volumes = R"({"name": "v{1..3}", "size": "20Gi", "used": "10Gi", "node": "node1", "target": "s3",
      "dirtied": {"per_day": "1Gi", "hot_share": 1}, "compression_ratio": 2, "backups": {"twice": 2}})";
  return small;
}

Options quick() {
  Options options;
  options.replications = 3;
  options.verification = 20;
  options.max_loss = 0.25;
  options.levers = false;
  options.moves = 20'000;
  options.threads = 2;
  return options;
}

TEST(Machines, SamplesAreThoseOfTheirDisks) {
  Small small = meeting();
  small.schedules =
      vm_schedule("vm-{1..3}", "vm{i}", "0 2 * * *", R"(, "existing": 3, "retain": 3, "max_failure": 2)");
  small.volumes = R"({"name": "v{1..3}", "size": "20Gi", "used": "10Gi", "node": "node1", "target": "s3",
      "dirtied": {"per_day": "1Gi", "hot_share": 1}, "compression_ratio": 2})";
  const model::Scenario scenario = read(small);
  const Observation seen = observe(scenario, PlayPlan{2, 1, 1, nullptr});
  ASSERT_THAT(seen.schedules, SizeIs(3));
  for (const ScheduleSamples& schedule : seen.schedules) {
    ASSERT_THAT(schedule.volumes, SizeIs(1));
    ASSERT_FALSE(schedule.volumes[0].asks.empty());
    ASSERT_FALSE(schedule.volumes[0].deletes.empty());
    // CSI's tick of two seconds lies between the firing and the Backup object.
    for (const double ask : schedule.volumes[0].asks) {
      EXPECT_GT(ask, 2);
      EXPECT_LT(ask, 60);
    }
    for (const Span& hold : schedule.volumes[0].deletes) EXPECT_GT(hold.from, 10);
    EXPECT_GT(schedule.upload_end[0][0], 10);
  }
}

TEST(Machines, WhatIsTriedAgainIsNoSample) {
  // The job's deletes refuse the machines' backups at 00:02; for hours CSI takes new ones for them.
  const model::Scenario scenario = read(meeting());
  const Observation seen = observe(scenario, PlayPlan{2, 1, 1, nullptr});
  std::int64_t attempts = 0;
  for (const auto& r : seen.replications)
    attempts += r.operations[static_cast<std::size_t>(record::OperationKind::backup)].attempts;
  EXPECT_GT(attempts, 1'000);
  for (std::size_t j = 1; j < seen.schedules.size(); ++j) {
    EXPECT_FALSE(seen.schedules[j].volumes[0].asks.empty());
    EXPECT_THAT(seen.schedules[j].volumes[0].asks, Each(testing::Lt(60)));
  }
}

TEST(Machines, AllDisksAtOnce) {
  Small small = machines(vm_schedule("all", "big", "0 2 * * *"));
  small.machines = R"({"name": "big", "volumes": ["v3", "v1", "v2"]})";
  const JobAlone machine = job_alone(read(small), 0, 86'400, 10, 1440);
  small.harvester.clear();
  small.machines.clear();
  small.longhorn = "1.7.2";
  small.schedules = job("all", "0 2 * * *", 3);
  const JobAlone of_a_job = job_alone(read(small), 0, 86'400, 10, 1440);
  EXPECT_EQ(machine.length_s, of_a_job.length_s);
  EXPECT_EQ(machine.bytes, of_a_job.bytes);
}

TEST(Machines, MoveOutOfTheWayOfAJobAndOfEachOther) {
  const model::Scenario scenario = read(meeting());
  const Recommendation r = recommend(scenario, quick());
  EXPECT_GT(r.verified_before.lost, 0);
  EXPECT_LT(10 * r.verified_after.lost, r.verified_before.lost);
  EXPECT_EQ(r.verified_before.due, 20 * (3 * 2 * 4 + 3 * 4)) << "both kinds are due";
  EXPECT_FALSE(r.changes.empty());
  EXPECT_THAT(r.diagnosis, Contains(HasSubstr("Backups of virtual machines failed or were left out")));
  // Who has moved is accepted in every minute, once all have.
  const auto days = admission::admission_over_day(r.after, r.after.time.start);
  for (const Change& change : r.changes) {
    const auto vm = movable::vm_schedule_of(r.before, change.schedule);
    if (!vm) continue;
    EXPECT_TRUE(days[*vm].always()) << change.cron_after;
    EXPECT_THAT(change.applying, HasSubstr("it starts no run at once"));
  }
  const auto json = nlohmann::json::parse(recommendation_json(r, quick()));
  EXPECT_EQ(json.at("schedules").size(), r.changes.size());
  for (const auto& row : json.at("schedules"))
    EXPECT_EQ(row.contains("vm"), row.at("name").get<std::string>().starts_with("vm-"));
  EXPECT_EQ(json.contains("webhook"), !r.submissions.empty());
  EXPECT_EQ(json.at("manifests").size(), r.changes.size());
  if (!r.submissions.empty()) {
    EXPECT_THAT(recommendation_text(r, quick()), HasSubstr("When Harvester's webhook accepts the edits"));
  }
}

TEST(Machines, PinnedOnesStayAndTheJobMoves) {
  Small small = meeting();
  small.windows = R"({"pinned": ["vm-1", "vm-2", "vm-3"]})";
  const Recommendation r = recommend(read(small), quick());
  for (const Change& change : r.changes) EXPECT_EQ(change.schedule, 0U);
  EXPECT_FALSE(r.changes.empty());
  EXPECT_TRUE(r.submissions.empty());
}

TEST(Machines, WindowsMayNameThem) {
  Small small = meeting();
  small.windows = R"({"allowed": [{"cron": "0 22 * * *", "for": "4h", "schedules": ["vm-2"]}],
                      "blackout": [{"cron": "0 23 * * *", "for": "1h", "schedules": ["twice", "vm-3"]}]})";
  const model::Scenario scenario = read(small);
  const Allowed allowed(scenario);
  const Instant day = scenario.time.start;
  EXPECT_FALSE(allowed.restricted(1));
  EXPECT_TRUE(allowed.restricted(2));
  EXPECT_TRUE(allowed.whole(2, day + hours{22}, day + hours{23}));
  EXPECT_FALSE(allowed.whole(2, day + hours{21}, day + hours{23}));
  EXPECT_FALSE(allowed.whole(3, day + hours{22}, day + hours{24}));
  EXPECT_TRUE(allowed.whole(3, day + hours{20}, day + hours{22}));
  EXPECT_FALSE(allowed.whole(0, day + hours{22}, day + hours{24}));
}

TEST(Machines, LeversThatAVmScheduleHas) {
  Small small =
      machines(vm_schedule("eight", "vm1", "0 2 * * *", R"(, "retain": 8, "max_failure": 3)") + "," +
               vm_schedule("few", "vm2", "0 */8 * * *", R"(, "retain": 5, "max_failure": 4)") + "," +
               vm_schedule("often", "vm3", "30 */12 * * *"));
  const model::Scenario scenario = read(small);
  std::vector<std::string> retain, others;
  for (const Lever& lever : levers_of(scenario, {0, 1, 2})) {
    if (lever.of == "platform") {
      if (lever.lever == "version") {
        EXPECT_THAT(lever.to, HasSubstr("Harvester "));
        EXPECT_GT(lever.changed.platform.parameters.vm_schedule_default_retain, 0)
            << "Harvester's own preset";
      }
      continue;
    }
    EXPECT_EQ(lever.lever, "retain");
    retain.push_back(lever.of + " " + lever.to);
    EXPECT_LT(lever.changed.vm_schedules[0].max_failure, lever.changed.vm_schedules[0].retain);
  }
  EXPECT_THAT(retain, testing::ElementsAre("eight 4"));
  std::vector<std::string> rarer;
  for (const Lever& lever : relaxations_of(scenario, {0, 1, 2}))
    if (lever.lever == "period") rarer.push_back(lever.of + " " + lever.to);
  // "0 0 * * *" stands two hours from "0 2 * * *", "30 0 * * *" an hour and a half.
  EXPECT_THAT(rarer, testing::UnorderedElementsAre("few 0 0 * * *", "often 30 0 * * *"));
  // Beside a daily line at 00:05 neither would be admitted.
  const model::Scenario narrow = [&] {
    model::Scenario s = scenario;
    s.vm_schedules[0].cron = "5 0 * * *";
    return s;
  }();
  rarer.clear();
  for (const Lever& lever : relaxations_of(narrow, {0, 1, 2}))
    if (lever.lever == "period") rarer.push_back(lever.of);
  EXPECT_THAT(rarer, testing::ElementsAre("often"));
}

TEST(Machines, ManifestsArePatches) {
  Recommendation r;
  r.before = read(machines(job("j", "0 1 * * *") + "," + vm_schedule("nightly", "vm1", "0 2 * * *") + "," +
                           vm_schedule("other", "vm2", "0 3 * * *")));
  r.after = r.before;
  r.after.vm_schedules[0].cron = "0 3 * * *";
  r.after.vm_schedules[1].cron = "0 4 * * *";
  r.changes = {{1, "0 2 * * *", "0 3 * * *", 60, "", ""}, {2, "0 3 * * *", "0 4 * * *", 60, "", ""}};
  r.submissions = submissions(r.before, r.after);
  const auto manifests = manifests_of(r);
  ASSERT_THAT(manifests, SizeIs(2));
  EXPECT_EQ(manifests[0].file, "schedulevmbackup-other.yaml") << "in the order to apply them";
  EXPECT_THAT(manifests[1].text, HasSubstr("-n NAMESPACE nightly --type merge --patch-file "
                                           "schedulevmbackup-nightly.yaml\n"));
  EXPECT_THAT(manifests[1].text, HasSubstr("apiVersion: harvesterhci.io/v1beta1\nkind: ScheduleVMBackup\n"));
  EXPECT_THAT(manifests[1].text, HasSubstr("spec:\n  cron: \"0 3 * * *\"\n"));
  EXPECT_THAT(manifests_diff(r), HasSubstr("-  cron: \"0 3 * * *\"\n+  cron: \"0 4 * * *\"\n"));
}

TEST(Machines, TheNoteAboutApplyingKnowsNoCatchUp) {
  const model::Scenario scenario = read(machines(vm_schedule("one", "vm1", "0 2 * * *")));
  const auto note = [&](const std::string& before, const std::string& after) {
    return vm_applying_note(scenario, before, after);
  };
  EXPECT_THAT(note("0 2 * * *", "0 3 * * *"), HasSubstr("Best between 03:00 and 02:00 UTC the next day:"));
  EXPECT_THAT(note("0 2 * * *", "50 1 * * *"), HasSubstr("Best between 02:00 and 01:50 UTC the next day:"));
  EXPECT_THAT(note("0 2 * * *", "0 2 * * *"), Not(HasSubstr("Best")));
}

}  // namespace
}  // namespace headway::recommend
