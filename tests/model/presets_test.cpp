// What the presets say: constants that never changed, and the changes of behaviour from version to version.
#include "sim/model/presets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/model/versions.h"

namespace headway::model {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Parameters of(std::string_view longhorn, std::string_view kubernetes = "") {
  return preset(longhorn, kubernetes).value();
}

std::vector<std::string_view> changed(std::string_view before, std::string_view after) {
  std::vector<std::string_view> names;
  const auto differences = diff({before, "1.30"}, {after, "1.30"});
  for (const auto& difference : differences.value()) names.push_back(difference.info->name);
  return names;
}

TEST(Presets, HoldWhatNeverChanged) {
  for (const auto version : longhorn_versions()) {
    const Parameters p = of(version);
    EXPECT_EQ(p.lock_protocol, LockProtocol::longhorn) << version;
    EXPECT_EQ(p.lock_lease, seconds{150});
    EXPECT_EQ(p.lock_refresh, seconds{60});
    EXPECT_EQ(p.lock_check_wait, seconds{2});
    EXPECT_TRUE(p.lock_fail_open);
    EXPECT_EQ(p.lock_retry_interval, seconds{10});
    EXPECT_EQ(p.lock_retry_limit, seconds{150});
    EXPECT_EQ(p.block_size, Bytes{2 * kMiB});
    EXPECT_EQ(p.block_index_bytes, 105);
    EXPECT_EQ(p.block_directories_1, 256);
    EXPECT_EQ(p.block_directories_2, 65536);
    EXPECT_EQ(p.cron_sync_delay, milliseconds{100});
    EXPECT_EQ(p.cron_job_done_delay, seconds{1});
    EXPECT_EQ(p.cron_pod_start, seconds{3});
    EXPECT_EQ(p.cron_missed_limit, 0);
    EXPECT_EQ(p.job_poll_interval, seconds{5});
    EXPECT_EQ(p.job_poll_interval * p.job_snapshot_ready_polls, seconds{1950});
    EXPECT_EQ(p.job_poll_interval * p.job_start_polls, seconds{450});
    EXPECT_EQ(p.job_backoff_limit, 3);
    EXPECT_EQ(p.job_restart_backoff, seconds{10});
    EXPECT_EQ(p.job_restart_backoff_cap, seconds{300});
    EXPECT_EQ(p.job_restart_backoff_reset, minutes{10});
    EXPECT_FALSE(p.job_allow_detached);
    EXPECT_EQ(p.job_retention_max, 100);
    EXPECT_EQ(p.snapshot_engine_refresh, seconds{5});
    EXPECT_EQ(p.controller_workers, 5);
    EXPECT_EQ(p.controller_requeue_base, milliseconds{5});
    EXPECT_EQ(p.controller_requeue_cap, seconds{1000});
    EXPECT_EQ(p.controller_resync, seconds{30});
    EXPECT_EQ(p.create_threads_per_backup, 2);
    EXPECT_TRUE(p.create_serialised_per_node);
    EXPECT_TRUE(p.create_read_serialised);
    EXPECT_EQ(p.delete_retry_base, minutes{1});
    EXPECT_EQ(p.delete_retry_cap, hours{24});
    EXPECT_EQ(p.delete_retry_reset, hours{48});
    EXPECT_EQ(p.delete_max_tries, 0);
    EXPECT_EQ(p.monitor_period, seconds{2});
    EXPECT_EQ(p.monitor_tolerated_poll_errors, 0);
    EXPECT_EQ(p.monitor_backoff_first, seconds{4});
    EXPECT_EQ(p.monitor_backoff_cap, seconds{600});
    EXPECT_EQ(p.monitor_backoff_limit, hours{24});
    EXPECT_EQ(p.create_rpc_timeout, minutes{3});
    EXPECT_EQ(p.create_rpc_timeout_proxy, minutes{6});
    EXPECT_EQ(p.create_retry_counter_expiry, minutes{10});
    EXPECT_EQ(p.job_http_timeout, minutes{1});
    EXPECT_EQ(p.target_poll_interval, minutes{5});
    EXPECT_EQ(p.target_exec_timeout, minutes{1});
    EXPECT_FALSE(p.target_exec_killed);
    EXPECT_EQ(p.target_failed_backup_ttl, hours{24});
    EXPECT_EQ(p.nfs_soft_timeout, minutes{3});
    EXPECT_EQ(p.restore_threads, 2);
    EXPECT_EQ(p.restore_per_node_limit, 5);
    EXPECT_TRUE(p.restore_once_per_replica);
    EXPECT_EQ(p.restore_backoff_first, seconds{10});
    EXPECT_EQ(p.restore_backoff_cap, hours{1});
    EXPECT_EQ(p.system_backup_timeout, hours{24});
    EXPECT_EQ(p.system_backup_upload_timeout, hours{1});
    EXPECT_TRUE(p.backing_image_global_lock);
    EXPECT_EQ(p.csi_poll_interval, seconds{2});
    EXPECT_EQ(p.csi_snapshot_ready_timeout, seconds{90});
    EXPECT_EQ(p.csi_backup_sync_timeout, seconds{30});
    EXPECT_EQ(p.sidecar_rpc_timeout, seconds{110});
    EXPECT_EQ(p.sidecar_workers, 10);
    EXPECT_EQ(p.sidecar_retry_first, seconds{1});
    EXPECT_EQ(p.sidecar_retry_cap, minutes{5});
    EXPECT_EQ(p.sidecar_leader_lease, seconds{15});
    EXPECT_EQ(p.sidecar_leader_retry, seconds{5});
    EXPECT_EQ(p.snapshot_controller_kube_qps, 5);
    EXPECT_EQ(p.snapshot_controller_kube_burst, 10);
    EXPECT_EQ(p.snapshot_controller_workers, 10);
    EXPECT_EQ(p.snapshot_controller_calls_before_content + p.snapshot_controller_calls_after_content, 5);
    EXPECT_EQ(poll_interval(p), minutes{5});
    EXPECT_TRUE(p.snapshot_cleanup);
    EXPECT_FALSE(p.snapshot_cleanup_with_backup);
  }
}

// longhorn-manager, "Changes between v1.7.2 and newest", as far as these parameters know them.
TEST(Presets, ChangeFromVersionToVersion) {
  EXPECT_THAT(changed("1.6.0", "1.6.2"), IsEmpty());
  EXPECT_THAT(changed("1.6.2", "1.6.3"), ElementsAre("restore.retry_on_lock", "sidecar.kube_qps"));
  EXPECT_THAT(changed("1.6.4", "1.7.0"),
              ElementsAre("job.full_backup_mode", "restore.retry_on_lock", "sidecar.polling"));
  EXPECT_THAT(changed("1.7.0", "1.7.1"), IsEmpty());
  EXPECT_THAT(changed("1.7.1", "1.7.2"), ElementsAre("restore.retry_on_lock"));
  EXPECT_THAT(changed("1.7.2", "1.7.3"), ElementsAre("create.max_pending_retries", "job.pending_is_error"));
  EXPECT_THAT(changed("1.7.3", "1.7.4"), IsEmpty());
  EXPECT_THAT(changed("1.7.4", "1.8.0"),
              ElementsAre("create.gate_on_deleting", "delete.asynchronous", "delete.nil_map_crash",
                          "delete.release_when_missing", "sidecar.polling",
                          "target.delete_skipped_when_unavailable"));
  EXPECT_THAT(changed("1.8.0", "1.8.2"), ElementsAre("csi.aborts_when_unavailable"));
  EXPECT_THAT(changed("1.8.2", "1.9.0"),
              ElementsAre("job.rerun_on_failure", "job.start_check_sleeps_first", "system_backup.exists"));
  EXPECT_THAT(changed("1.9.0", "1.10.1"), IsEmpty());
  EXPECT_THAT(changed("1.10.1", "1.10.2"),
              ElementsAre("restore.block_retry_span", "s3.attempts", "s3.retry_span",
                          "s3.throttled_retry_span", "target.cheap_probe"));
  EXPECT_THAT(changed("1.10.2", "1.11.0"),
              ElementsAre("restore.block_retry_span", "snapshot.heavy_task_limit"));
  EXPECT_THAT(changed("1.11.0", "1.11.2"), IsEmpty());
  EXPECT_THAT(changed("1.11.2", "1.11.3"), ElementsAre("delete.nil_map_crash", "job.default_concurrency"));
  EXPECT_THAT(changed("1.11.3", "1.12.0"),
              ElementsAre("csi.sync_timeout_is_error", "job.default_concurrency"));
  EXPECT_THAT(changed("1.12.0", "1.12.1"), ElementsAre("job.client_retry", "job.default_concurrency"));
  EXPECT_THAT(changed("1.12.1", "development"), ElementsAre("create.crash_on_missing_volume_cfg"));
}

TEST(Presets, HaveAsynchronousDeletesAndTheGateFromOneEight) {
  for (const auto version : {"1.6.0", "1.7.2", "1.7.4"}) {
    EXPECT_FALSE(of(version).delete_asynchronous) << version;
    EXPECT_FALSE(of(version).create_gate_on_deleting) << version;
  }
  for (const auto version : {"1.8.0", "1.10.1", "development"}) {
    EXPECT_TRUE(of(version).delete_asynchronous) << version;
    EXPECT_TRUE(of(version).create_gate_on_deleting) << version;
  }
}

TEST(Presets, StopRerunningFailedVolumesWithOneNine) {
  EXPECT_TRUE(of("1.8.2").job_rerun_on_failure);
  EXPECT_FALSE(of("1.8.2").job_start_check_sleeps_first);
  EXPECT_FALSE(of("1.9.0").job_rerun_on_failure);
  EXPECT_TRUE(of("1.9.0").job_start_check_sleeps_first);
}

TEST(Presets, ReplaceConcurrencyZeroInThreeVersionsOnly) {
  for (const auto version : longhorn_versions()) {
    const bool replaced = version == "1.11.3" || version == "1.12.1" || version == "development";
    EXPECT_EQ(of(version).job_default_concurrency, replaced ? 10 : 0) << version;
  }
}

TEST(Presets, SearchMissedTicksAsTheVersionOfKubernetesDoes) {
  const auto search = [](std::string_view kubernetes) { return of("1.7.2", kubernetes).cron_missed_search; };
  for (const auto old : {"1.21", "1.24", "1.24.17", "1.25.11", "1.26.0", "1.26.6", "v1.27.3+k3s1"}) {
    EXPECT_EQ(search(old), MissedTickSearch::first_interval) << old;
  }
  // Without a patch number the last patch release is meant, and those got the change of 1.28.
  for (const auto fresh : {"1.25", "1.25.12", "1.26", "1.26.7", "1.27", "1.27.4", "1.28.0", "1.30", ""}) {
    EXPECT_EQ(search(fresh), MissedTickSearch::first_interval_one_back) << fresh;
  }
}

TEST(Presets, PollUnreadySnapshotsAsTheSidecarOfTheVersionDoes) {
  EXPECT_EQ(of("1.6.0").sidecar_polling, SidecarPolling::hot_loop_stuck);
  EXPECT_EQ(of("1.6.4").sidecar_polling, SidecarPolling::hot_loop_stuck);
  EXPECT_EQ(of("1.7.2").sidecar_polling, SidecarPolling::hot_loop);
  EXPECT_EQ(of("1.8.0").sidecar_polling, SidecarPolling::backoff);
  EXPECT_EQ(of("development").sidecar_polling, SidecarPolling::backoff);
  for (const auto version : longhorn_versions()) {
    const bool slow = version == "1.6.0" || version == "1.6.1" || version == "1.6.2";
    EXPECT_EQ(of(version).sidecar_kube_qps, slow ? 5 : 50) << version;
  }
}

std::vector<std::string_view> changed_under(std::string_view before, std::string_view after) {
  std::vector<std::string_view> names;
  const auto differences =
      diff({longhorn_of_harvester(before), "1.30", before}, {longhorn_of_harvester(after), "1.30", after});
  for (const auto& difference : differences.value()) names.push_back(difference.info->name);
  return names;
}

TEST(Presets, ChangeFromHarvesterToHarvester) {
  EXPECT_THAT(changed_under("1.4.0", "1.4.2"), IsEmpty());
  EXPECT_THAT(changed_under("1.4.2", "1.4.3"),
              ElementsAre("create.max_pending_retries", "job.pending_is_error"));
  EXPECT_THAT(changed_under("1.6.1", "1.7.0"), ElementsAre("vm_schedule.counts_uninitialised"));
  EXPECT_THAT(changed_under("1.3.2", "1.4.0"),
              ElementsAre("job.full_backup_mode", "restore.retry_on_lock", "sidecar.kube_qps",
                          "sidecar.polling", "snapshot.cleanup_with_backup"));
}

// The same Longhorn, beneath Harvester and by itself: what Harvester's chart sets, and nothing else.
TEST(Presets, KnowWhatHarvesterSets) {
  const auto differences = diff({"1.7.2", "", ""}, {"1.7.2", "", "1.4.0"});
  ASSERT_EQ(differences.value().size(), 1U);
  EXPECT_EQ(differences->front().info->name, "snapshot.cleanup_with_backup");
  EXPECT_EQ(differences->front().after->since, "harvester 1.4.0");
  EXPECT_FALSE(preset("1.6.2", "", "1.3.2")->snapshot_cleanup_with_backup);
  EXPECT_TRUE(preset("1.6.2", "", "v1.4.0")->snapshot_cleanup_with_backup);
  EXPECT_TRUE(preset("development", "", "development")->snapshot_cleanup_with_backup);
  EXPECT_FALSE(preset("1.7.2", "", "2.0"));
  EXPECT_FALSE(diff({"1.7.2", "", ""}, {"1.7.2", "", "0.3"}));
}

TEST(Presets, GiveHarvestersRowsTheirFirstValueWithoutHarvester) {
  EXPECT_EQ(of("1.7.2").vm_schedule_fire_validity, seconds{60});
  EXPECT_TRUE(of("1.12.1").vm_schedule_counts_uninitialised);
  EXPECT_TRUE(preset("1.12.1", "", "1.6.1")->vm_schedule_counts_uninitialised);
  EXPECT_FALSE(preset("1.12.1", "", "1.7.0")->vm_schedule_counts_uninitialised);
  EXPECT_FALSE(preset("1.7.2", "", "1.7.0")->vm_schedule_counts_uninitialised);
}

TEST(Presets, PollTargetsAtHarvestersIntervalWhereItIsSet) {
  Parameters p = of("1.7.2");
  EXPECT_EQ(poll_interval(p), seconds{300});
  p.target_refresh_interval = seconds{60};
  EXPECT_EQ(poll_interval(p), seconds{60});
  p.target_poll_interval = Duration::zero();
  EXPECT_EQ(poll_interval(p), seconds{60});
  p.target_refresh_interval = Duration::zero();
  EXPECT_EQ(poll_interval(p), Duration::zero());
}

TEST(Presets, SayWhereEachRowComesFrom) {
  const auto rows = preset_rows("1.12.0", "1.26.3");
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->size(), parameter_table().size());
  const Parameters parameters = of("1.12.0", "1.26.3");
  for (const PresetRow& row : *rows) {
    EXPECT_EQ(value_of(parameters, row.info->name), row.source->value) << row.info->name;
    if (row.info->name == "job.default_concurrency") {
      EXPECT_EQ(row.source->since, "1.12.0");
    }
    if (row.info->name == "cron.missed_search") {
      EXPECT_EQ(row.source->since, "kubernetes 1.26.0");
    }
    if (row.info->name == "lock.lease") {
      EXPECT_EQ(row.source->evidence, Evidence::executed);
    }
    if (row.info->name == "snapshot.take") {
      EXPECT_EQ(row.source->evidence, Evidence::assumed);
    }
  }
}

TEST(Presets, DifferByKubernetesToo) {
  const auto differences = diff({"1.9.0", "1.24"}, {"1.9.0", "1.28"});
  ASSERT_TRUE(differences);
  ASSERT_EQ(differences->size(), 1U);
  EXPECT_EQ(differences->front().info->name, "cron.missed_search");
  EXPECT_EQ(differences->front().before->value, ParameterValue{std::string("first-interval")});
  EXPECT_EQ(differences->front().after->value, ParameterValue{std::string("first-interval-one-back")});
  EXPECT_FALSE(diff({"1.9.0", "1.24"}, {"1.99.0", "1.24"}));
  EXPECT_FALSE(diff({"1.9.0", "1.1"}, {"1.9.0", "1.24"}));
}

TEST(Presets, NameEvidenceAndTypes) {
  EXPECT_EQ(word_of(Evidence::read), "read");
  EXPECT_EQ(word_of(Evidence::executed), "executed");
  EXPECT_EQ(word_of(Evidence::derived), "derived");
  EXPECT_EQ(word_of(Evidence::assumed), "assumed");
  EXPECT_EQ(word_of(ParameterType::flag), "flag");
  EXPECT_EQ(word_of(ParameterType::choice), "choice");
}

}  // namespace
}  // namespace headway::model
