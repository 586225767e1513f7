// Rules are written like parameters; together both tell every change that the sheets list between versions.
#include "sim/model/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "sim/model/effects.h"
#include "sim/model/parameter_text.h"
#include "tests/model/history_order.h"

namespace headway::model {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

std::vector<std::string> changed(std::string_view before, std::string_view after) {
  std::vector<std::string> names;
  const auto differences = diff({before, ""}, {after, ""});
  for (const auto& row : differences.value()) names.emplace_back(row.info->name);
  const auto also = rule_diff({before, ""}, {after, ""});
  for (const auto& row : also.value()) names.emplace_back(row.rule->name);
  return names;
}

TEST(Rules, AreOrderedByNameAndShareNoNameWithAParameter) {
  EXPECT_TRUE(std::ranges::is_sorted(rules(), std::ranges::less{}, &Rule::name));
  EXPECT_EQ(std::ranges::adjacent_find(rules(), std::ranges::equal_to{}, &Rule::name), rules().end());
  for (const Rule& rule : rules()) {
    EXPECT_NE(rule.name.find('.'), std::string_view::npos) << rule.name;
    EXPECT_EQ(find_parameter(rule.name), nullptr) << rule.name;
    EXPECT_EQ(find_rule(rule.name), &rule);
  }
  EXPECT_EQ(find_rule("lock.lease"), nullptr);
}

TEST(Rules, AreSentencesWithVersionsInOrderAndSources) {
  for (const Rule& rule : rules()) {
    ASSERT_FALSE(rule.history.empty()) << rule.name;
    EXPECT_EQ(wrong_order(std::span<const RuleLine>(rule.history)), "") << rule.name;
    std::string_view text;
    for (const RuleLine& line : rule.history) {
      EXPECT_NE(line.text, text) << rule.name << ": a line that changes nothing";
      EXPECT_THAT(line.text.substr(line.text.size() - 1), ::testing::AnyOf(".", "\"")) << rule.name;
      EXPECT_GE(line.source.size(), 10U) << rule.name;
      text = line.text;
    }
  }
}

// 1.12.0 came before the two fixes that 1.11.3 has, 1.10.0 before that of 1.9.3, 1.7.0 before that of 1.6.3.
TEST(Rules, FollowTheBranchesOfReleases) {
  const auto text = [](std::string_view version, std::string_view name) {
    const auto held = preset_rules(version);
    for (const PresetRule& rule : held.value()) {
      if (rule.rule->name == name) return std::string(rule.line->text);
    }
    return std::string();
  };
  EXPECT_THAT(text("1.6.2", "lock.error_text"), HasSubstr("failed lock"));
  EXPECT_THAT(text("1.6.3", "lock.error_text"), HasSubstr("failed to acquire lock"));
  EXPECT_THAT(text("1.7.1", "lock.error_text"), HasSubstr("failed lock"));
  EXPECT_THAT(text("1.7.2", "lock.error_text"), HasSubstr("failed to acquire lock"));
  EXPECT_THAT(text("1.9.3", "job.volume_gone"), HasSubstr("left out"));
  EXPECT_THAT(text("1.10.0", "job.volume_gone"), HasSubstr("crashes"));
  EXPECT_THAT(text("1.11.3", "system_backup.retention"), HasSubstr("its oldest"));
  EXPECT_THAT(text("1.12.0", "system_backup.retention"), HasSubstr("wrong"));
  EXPECT_FALSE(preset_rules("0.9"));
  EXPECT_FALSE(rule_diff({"1.7.2", ""}, {"0.9", ""}));
}

TEST(Rules, DifferBothWaysAndNotFromThemselves) {
  EXPECT_THAT(rule_diff({"1.7.2", ""}, {"1.7.2", ""}).value(), IsEmpty());
  const auto there = rule_diff({"1.7.2", ""}, {"1.8.0", ""}).value(),
             back = rule_diff({"1.8.0", ""}, {"1.7.2", ""}).value();
  ASSERT_EQ(there.size(), back.size());
  for (std::size_t i = 0; i < there.size(); ++i) {
    EXPECT_EQ(there[i].rule, back[i].rule);
    EXPECT_EQ(there[i].before, back[i].after);
    EXPECT_EQ(there[i].after, back[i].before);
  }
}

// longhorn-manager, section 6, "Changes between v1.7.2 and newest": each line by the two releases around it.
TEST(Changes, OfTheChangeTableShowBetweenTheRightReleases) {
  EXPECT_THAT(changed("1.7.1", "1.7.2"), ElementsAre("restore.retry_on_lock", "lock.error_text"));
  EXPECT_THAT(changed("1.7.2", "1.7.3"),
              ElementsAre("create.max_pending_retries", "job.pending_is_error", "create.pod_moves",
                          "csi.missing_backup", "target.exec_timeout_setting"));
  EXPECT_THAT(
      changed("1.7.4", "1.8.0"),
      ElementsAre("create.gate_on_deleting", "delete.asynchronous", "delete.nil_map_crash",
                  "delete.release_when_missing", "sidecar.polling", "target.delete_skipped_when_unavailable",
                  "delete.parallel", "delete.visible_end", "sidecar.delete_in_error", "target.count"));
  EXPECT_THAT(changed("1.8.0", "1.8.1"),
              ElementsAre("csi.aborts_when_unavailable", "csi.target_unavailable"));
  EXPECT_THAT(changed("1.8.2", "1.9.0"),
              ElementsAre("job.rerun_on_failure", "job.start_check_sleeps_first", "system_backup.exists",
                          "create.snapshot_after_backup", "csi.backup_mode", "job.labels_shared",
                          "job.volume_error", "system_backup.retention"));
  EXPECT_THAT(changed("1.9.0", "1.9.1"), ElementsAre("job.labels_shared"));
  EXPECT_THAT(changed("1.9.1", "1.9.2"), ElementsAre("create.target_check"));
  EXPECT_THAT(changed("1.9.2", "1.9.3"), ElementsAre("job.volume_gone"));
  EXPECT_THAT(changed("1.9.2", "1.10.0"), ElementsAre("block.size_choice"));
  EXPECT_THAT(changed("1.10.0", "1.10.1"), ElementsAre("job.volume_gone"));
  // The table dates the cheap probe 1.11.0; the tag v1.10.2 has it already.
  EXPECT_THAT(changed("1.10.1", "1.10.2"),
              ElementsAre("restore.block_retry_span", "s3.attempts", "s3.retry_span",
                          "s3.throttled_retry_span", "target.cheap_probe", "lock.error_text", "s3.client"));
  EXPECT_THAT(changed("1.10.2", "1.11.0"),
              ElementsAre("restore.block_retry_span", "snapshot.heavy_task_limit"));
  EXPECT_THAT(changed("1.11.0", "1.11.1"), IsEmpty());
  EXPECT_THAT(changed("1.11.1", "1.11.2"), ElementsAre("nfs.options"));
  EXPECT_THAT(changed("1.11.2", "1.11.3"),
              ElementsAre("delete.nil_map_crash", "job.default_concurrency", "system_backup.retention"));
  EXPECT_THAT(changed("1.11.2", "1.12.0"),
              IsSupersetOf({"csi.sync_timeout_is_error", "delete.nil_map_crash", "csi.sync_wait",
                            "create.ticket_release", "create.inspect_after_backup"}));
  EXPECT_THAT(changed("1.12.0", "1.12.1"), ElementsAre("job.client_retry", "job.default_concurrency",
                                                       "s3.client", "system_backup.retention"));
  EXPECT_THAT(changed("1.12.1", "development"),
              ElementsAre("create.crash_on_missing_volume_cfg", "create.owner", "job.active_snapshots",
                          "job.deletes_after_create", "job.volume_error"));
}

// And what the table calls unchanged throughout is in none of them.
TEST(Changes, LeaveAloneWhatNeverChanged) {
  const auto versions = longhorn_versions();
  std::set<std::string> all;
  for (std::size_t i = 1; i < versions.size(); ++i) {
    for (const auto& name : changed(versions[i - 1], versions[i])) all.insert(name);
  }
  for (const char* name :
       {"create.on_lock_failure", "lock.lease", "lock.refresh", "lock.check_wait", "monitor.period",
        "monitor.backoff_limit", "job.start_polls", "cron.concurrency_policy", "job.backoff_limit",
        "controller.workers", "controller.resync", "create.rpc_timeout", "create.rpc_timeout_proxy",
        "delete.timeout"}) {
    EXPECT_TRUE(find_parameter(name) != nullptr || find_rule(name) != nullptr) << name;
    EXPECT_FALSE(all.contains(name)) << name;
  }
}

TEST(Rules, OfHarvesterHoldByItsVersion) {
  const auto text = [](std::string_view harvester, std::string_view name) {
    const auto held = preset_rules("1.7.2", harvester);
    for (const PresetRule& rule : held.value()) {
      if (rule.rule->name == name) return std::string(rule.line->text);
    }
    return std::string();
  };
  EXPECT_THAT(text("", "target.refresh"), HasSubstr("no refresh interval"));
  EXPECT_THAT(text("1.4.1", "target.refresh"), HasSubstr("no refresh interval"));
  EXPECT_THAT(text("1.4.2", "target.refresh"), HasSubstr("without pause"));
  EXPECT_THAT(text("1.8.2", "target.refresh"), HasSubstr("is off"));
  EXPECT_THAT(text("1.8.2", "vm_backup.freeze"), HasSubstr("for 1 s"));
  EXPECT_THAT(text("development", "vm_backup.freeze"), HasSubstr("spec.fsFreezeDeadline"));
  EXPECT_FALSE(preset_rules("1.7.2", "0.3"));
  const auto changed = rule_diff({"1.7.2", "", "1.4.1"}, {"1.7.2", "", "1.4.2"});
  ASSERT_EQ(changed.value().size(), 1U);
  EXPECT_EQ(changed->front().rule->name, "target.refresh");
}

TEST(Effects, SayWhatEveryValueThatChangedMeans) {
  for (const ParameterInfo& row : parameter_table()) {
    const auto history = parameter_history(row.name);
    const bool changes = std::ranges::any_of(
        history, [&](const ParameterSource& line) { return line.value != history.front().value; });
    for (const ParameterSource& line : history) {
      const auto effect = effect_of(row.name, line.value);
      EXPECT_EQ(!effect.empty(), changes) << row.name << " " << to_text(line.value);
      if (changes) {
        EXPECT_EQ(effect.back(), '.') << row.name;
      }
    }
  }
  EXPECT_EQ(effect_of("lock.leese", true), "");
}

}  // namespace
}  // namespace headway::model
