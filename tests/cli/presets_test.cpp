// headway presets: the table as printed, and what --diff says of two versions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/call.h"

namespace headway::tests {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

const json* named(const json& list, const std::string& name) {
  for (const json& entry : list) {
    if (entry.at("name") == name) return &entry;
  }
  return nullptr;
}

TEST(Presets, ListsTheVersions) {
  EXPECT_THAT(call("presets").out, StartsWith("1.6.0\n1.6.1\n"));
  EXPECT_THAT(call("presets").out, HasSubstr("\nharvester:1.4.0 with Longhorn 1.7.2\n"));
  const json versions = json::parse(call("presets --json").out);
  EXPECT_EQ(versions.at("longhorn").back(), "development");
  EXPECT_EQ(versions.at("harvester").at(0), (json{{"version", "1.3.0"}, {"longhorn", "1.6.0"}}));
}

TEST(Presets, ListsValuesAndRulesWithTheirSources) {
  const json printed = json::parse(call("presets 1.7.2 --json").out);
  EXPECT_EQ(printed.at("longhorn"), "1.7.2");
  for (const char* list : {"parameters", "rules"}) {
    for (const json& row : printed.at(list)) {
      EXPECT_FALSE(row.at("source").get<std::string>().empty()) << row;
      EXPECT_FALSE(row.at("since").get<std::string>().empty()) << row;
    }
  }
  const json* lease = named(printed.at("parameters"), "lock.lease");
  ASSERT_NE(lease, nullptr);
  EXPECT_EQ(lease->at("value"), "150s");
  const json* order = named(printed.at("rules"), "lock.order");
  ASSERT_NE(order, nullptr);
  EXPECT_EQ(order->at("evidence"), "executed");

  const Called text = call("presets 1.7.2");
  EXPECT_THAT(text.out, HasSubstr("lock.lease                                 150s"));
  EXPECT_THAT(text.out, HasSubstr("Rules that no parameter expresses; they cannot be overridden"));
}

// 1.7.2 -> 1.8.0 goes by way of 1.7.3: eight parameters (gate, asynchronous deletes, nil map, release,
// skipped deletes, how csi-snapshotter polls; Pending retries and Pending as an error) and seven rules (pods
// move, CSI crash, exec timeout can be set; parallel deletes, their visible end, deletes in error, several
// targets).
TEST(Presets, DiffSaysInSentencesWhatChangesForBackups) {
  const Called diff = call("presets --diff 1.7.2 1.8.0");
  EXPECT_EQ(diff.status, 0);
  EXPECT_THAT(diff.err, IsEmpty());
  EXPECT_THAT(diff.out, StartsWith("From Longhorn 1.7.2 to 1.8.0: 8 parameters differ\n"));
  EXPECT_THAT(
      diff.out,
      HasSubstr("\ncreate.gate_on_deleting: false -> true (since 1.8.0, read)\n"
                "    Whether a create waits while a backup of the same volume is in state Deleting.\n"
                "    before: A backup that starts while a delete of its volume holds the lock is refused "
                "and lost.\n"
                "    now:    A backup waits while another of its volume is Deleting. "));
  EXPECT_THAT(diff.out, HasSubstr("\n    source: longhorn-manager a28360934"));
  EXPECT_THAT(diff.out, HasSubstr("\nAlso changed, without a parameter: 7 rules\n"));
  EXPECT_THAT(diff.out, HasSubstr("\ndelete.parallel (since 1.8.0, read)\n    before: At most as many"));
  EXPECT_THAT(diff.out, Not(HasSubstr("lock.lease")));
}

TEST(Presets, DiffInJsonHasTheSame) {
  const json diff = json::parse(call("presets --diff 1.7.2 1.8.0 --json").out);
  EXPECT_EQ(diff.at("before"), "1.7.2");
  EXPECT_EQ(diff.at("after"), "1.8.0");
  EXPECT_EQ(diff.at("differences").size(), 8U);
  EXPECT_EQ(diff.at("also_changed").size(), 7U);
  const json* retries = named(diff.at("differences"), "create.max_pending_retries");
  ASSERT_NE(retries, nullptr);
  EXPECT_EQ(retries->at("before"), "0");
  EXPECT_EQ(retries->at("after"), "5");
  EXPECT_EQ(retries->at("since"), "1.7.3");
  EXPECT_THAT(retries->at("means").get<std::string>(), HasSubstr("ends in Error"));
  EXPECT_THAT(retries->at("means_before").get<std::string>(), HasSubstr("stays Pending for ever"));
  const json* count = named(diff.at("also_changed"), "target.count");
  ASSERT_NE(count, nullptr);
  EXPECT_THAT(count->at("after").at("text").get<std::string>(), StartsWith("Several backup targets"));
  EXPECT_EQ(count->at("after").at("since"), "1.8.0");
}

TEST(Presets, DiffOfOneParameterOrNothingReadsWell) {
  EXPECT_THAT(call("presets --diff 1.8.0 1.8.1").out, HasSubstr(": 1 parameter differs\n"));
  EXPECT_EQ(call("presets --diff 1.7.3 1.7.4").out, "From Longhorn 1.7.3 to 1.7.4: 0 parameters differ\n");
  EXPECT_THAT(call("presets --diff 1.8.0 1.8.1").out, HasSubstr("without a parameter: 1 rule\n"));
}

TEST(Presets, OfHarvesterChooseItsLonghornOrPlayAnotherBeneathIt) {
  const json own = json::parse(call("presets --harvester 1.4.0 --json").out);
  EXPECT_EQ(own.at("harvester"), "1.4.0");
  EXPECT_EQ(own.at("longhorn"), "1.7.2");
  const json* cleanup = named(own.at("parameters"), "snapshot.cleanup_with_backup");
  ASSERT_NE(cleanup, nullptr);
  EXPECT_EQ(cleanup->at("value"), "true");
  EXPECT_EQ(cleanup->at("since"), "harvester 1.4.0");
  EXPECT_EQ(json::parse(call("presets harvester:1.4.0 --json").out), own);

  const json other = json::parse(call("presets 1.8.2 --harvester 1.4.0 --json").out);
  EXPECT_EQ(other.at("longhorn"), "1.8.2");
  EXPECT_EQ(named(other.at("parameters"), "snapshot.cleanup_with_backup")->at("value"), "true");
  EXPECT_EQ(named(other.at("parameters"), "sidecar.polling")->at("value"), "backoff");
  EXPECT_THAT(call("presets 1.8.2 --harvester 1.4").out, StartsWith("Harvester 1.4.3 (Longhorn 1.8.2)\n"));

  const json without = json::parse(call("presets 1.7.2 --json").out);
  EXPECT_FALSE(without.contains("harvester"));
  EXPECT_EQ(named(without.at("parameters"), "snapshot.cleanup_with_backup")->at("value"), "false");
  EXPECT_EQ(named(without.at("parameters"), "vm_schedule.fire_validity")->at("value"), "60s");
}

TEST(Presets, DiffOfHarvesterVersionsSaysWhatTheirLonghornChangesToo) {
  const Called diff = call("presets --diff harvester:1.6.1 harvester:1.7.0");
  EXPECT_EQ(diff.status, 0);
  EXPECT_THAT(diff.out,
              StartsWith("From Harvester 1.6.1 (Longhorn 1.9.2) to Harvester 1.7.0 (Longhorn 1.10.1): "
                         "1 parameter differs\n"));
  EXPECT_THAT(diff.out,
              HasSubstr("\nvm_schedule.counts_uninitialised: true -> false (since harvester 1.7.0, read)\n"));
  EXPECT_THAT(diff.out, HasSubstr("\nblock.size_choice (since 1.10.0, read)\n")) << "a rule of Longhorn";
  const json same = json::parse(call("presets --diff harvester:1.4 harvester:1.5.0 --json").out);
  EXPECT_EQ(same.at("before"), "harvester:1.4.3");
  EXPECT_EQ(same.at("after"), "harvester:1.5.0");
  const json* polling = named(same.at("differences"), "sidecar.polling");
  ASSERT_NE(polling, nullptr);
  EXPECT_THAT(polling->at("means").get<std::string>(), HasSubstr("up to five minutes later"));
}

TEST(Presets, DiffOfLonghornWithAHarvesterSaysWhatThatSets) {
  const json adds = json::parse(call("presets --diff 1.7.2 harvester:1.4.0 --json").out);
  ASSERT_EQ(adds.at("differences").size(), 1U);
  EXPECT_EQ(adds.at("differences")[0].at("name"), "snapshot.cleanup_with_backup");
  const json beneath = json::parse(call("presets --diff 1.7.2 1.8.0 --harvester 1.4.0 --json").out);
  EXPECT_EQ(beneath.at("differences"),
            json::parse(call("presets --diff 1.7.2 1.8.0 --json").out).at("differences"));
}

TEST(Presets, RefusesWhatItDoesNotKnow) {
  const Called old = call("presets 0.9");
  EXPECT_EQ(old.status, 2);
  EXPECT_THAT(old.err, HasSubstr("unknown Longhorn version \"0.9\"; known: 1.6.0"));
  EXPECT_EQ(call("presets --diff 1.7.2").status, 2);
  EXPECT_EQ(call("presets --diff 1.7.2 1.99").status, 2);
  EXPECT_EQ(call("presets --diff 1.7.2 1.8.0 --kubernetes 1.1").status, 2);
  EXPECT_EQ(call("presets 1.7.2 --kubernetes 1.1").status, 2);
  const Called harvester = call("presets --harvester 1.2.0");
  EXPECT_EQ(harvester.status, 2);
  EXPECT_THAT(harvester.err, HasSubstr("unknown Harvester version \"1.2.0\"; known: 1.3.0"));
  EXPECT_EQ(call("presets --diff harvester:1.4.0 harvester:9.9").status, 2);
  EXPECT_EQ(call("presets harvester:1.4.0 --harvester 1.5.0").status, 2);
}

}  // namespace
}  // namespace headway::tests
