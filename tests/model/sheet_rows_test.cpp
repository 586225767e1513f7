// Every row of the tables the model was written from is a parameter, a rule, or said to be left out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "sim/model/parameter_text.h"
#include "sim/model/parameters.h"
#include "sim/model/rules.h"
#include "tests/model/sheet_rows.h"

namespace headway::model::tests {
namespace {

using ::testing::HasSubstr;

std::vector<SheetRow> all_rows() {
  std::vector<SheetRow> rows = backupstore_rows();
  for (auto* more : {&manager_rows, &csi_rows}) {
    for (const SheetRow& row : more()) rows.push_back(row);
  }
  return rows;
}

/// What docs/model.md says under "What is not modelled", to the next heading of that level.
std::string not_modelled() {
  std::ifstream in(std::string(HEADWAY_SOURCE_DIR) + "/docs/model.md");
  std::ostringstream text;
  text << in.rdbuf();
  const std::string page = text.str();
  const auto begin = page.find("\n## What is not modelled\n");
  EXPECT_NE(begin, std::string::npos);
  return page.substr(begin, page.find("\n## ", begin + 4) - begin);
}

std::string value_in(std::string_view version, std::string_view name) {
  const auto parameters = preset(version, "");
  if (!parameters) return "no such version";
  return find_parameter(name) == nullptr ? "no such parameter" : to_text(value_of(*parameters, name));
}

std::string text_in(std::string_view version, std::string_view name) {
  const auto held = preset_rules(version);
  if (!held) return "no such version";
  for (const PresetRule& rule : *held) {
    if (rule.rule->name == name) return std::string(rule.line->text);
  }
  return "no such rule";
}

// Rows counted in the tables themselves: 55 in the backupstore's, 61 in longhorn-manager's, 43 in that of CSI
// and Harvester. Each name stands once in its table.
TEST(SheetRows, AreAllHere) {
  EXPECT_EQ(backupstore_rows().size(), 55U);
  EXPECT_EQ(manager_rows().size(), 61U);
  EXPECT_EQ(csi_rows().size(), 43U);
  for (auto* table : {&backupstore_rows, &manager_rows, &csi_rows}) {
    std::set<std::string_view> names;
    for (const SheetRow& row : table()) EXPECT_TRUE(names.insert(row.name).second) << row.name;
  }
}

TEST(SheetRows, AreParametersRulesOrSaidToBeLeftOut) {
  const std::string page = not_modelled();
  for (const SheetRow& row : all_rows()) {
    EXPECT_FALSE(row.claims.empty()) << row.name;
    for (const Claim& claim : row.claims) {
      switch (claim.kind) {
        case Claim::Kind::parameter:
          EXPECT_FALSE(claim.values.empty()) << row.name;
          for (const auto& [version, value] : claim.values) {
            EXPECT_EQ(value_in(version, claim.name), value)
                << row.name << " (" << row.value << "): " << claim.name << " in " << version;
          }
          break;
        case Claim::Kind::rule:
          for (const auto& [version, words] : claim.values) {
            EXPECT_THAT(text_in(version, claim.name), HasSubstr(std::string(words)))
                << row.name << " (" << row.value << "): " << claim.name << " in " << version;
          }
          break;
        case Claim::Kind::left_out:
          EXPECT_THAT(page, HasSubstr(std::string(claim.name))) << row.name << " (" << row.value << ")";
          break;
      }
    }
  }
}

// The other way round: what no table has is known by name, so that a new parameter is either traced to a row
// or put here with a thought.
TEST(SheetRows, LeadToEveryParameterButTheseFew) {
  const std::set<std::string_view> others = {
      // of Kubernetes
      "cron.job_done_delay", "cron.missed_limit", "cron.missed_search", "cron.pod_start", "cron.sync_delay",
      "job.restart_backoff_reset",
      // other readings of the lock, and older versions
      "lock.protocol", "lock.retry_interval", "lock.retry_limit", "delete.max_tries",
      // no source gives a value
      "controller.restart", "controller.takeover", "create.attach_attached", "create.attach_detached",
      "create.compare_rate", "snapshot.take",
      // from the texts and the table of settings, not from the tables of parameters
      "create.crash_on_missing_volume_cfg", "delete.nil_map_crash", "delete.release_when_missing",
      "delete.retry_reset", "job.allow_detached", "job.start_check_sleeps_first", "snapshot.cleanup",
      "snapshot.cleanup_with_backup", "snapshot.heavy_task_limit", "system_backup.exists",
      "target.cheap_probe", "target.delete_skipped_when_unavailable",
      // from the texts on CSI and Harvester
      "csi.aborts_when_unavailable", "snapshot_controller.calls_per_status", "vm_backup.reconcile",
      "vm_schedule.counts_uninitialised"};
  std::set<std::string_view> claimed;
  for (const SheetRow& row : all_rows()) {
    for (const Claim& claim : row.claims) {
      if (claim.kind == Claim::Kind::parameter) claimed.insert(claim.name);
    }
  }
  for (const ParameterInfo& row : parameter_table()) {
    EXPECT_NE(claimed.contains(row.name), others.contains(row.name)) << row.name;
  }
  EXPECT_EQ(claimed.size() + others.size(), parameter_table().size());
}

}  // namespace
}  // namespace headway::model::tests
