// Scenario texts that tests start from.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/io/scenario_reader.h"

namespace headway::io {

/// The smallest scenario with backups; `more` is put in front of its closing brace and starts with a comma.
inline std::string small_scenario(std::string_view more = {}) {
  return R"({
  "name": "small",
  "time": {"start": "2024-06-10T00:00:00Z", "horizon": "7d"},
  "platform": {"longhorn": "1.7.2", "kubernetes": "1.30"},
  "nodes": [{"name": "node{1..3}"}],
  "targets": [{"name": "s3", "write": "1Gbit/s"}],
  "volumes": [{"name": "data-{01..10}", "size": "40Gi"}],
  "schedules": [{"kind": "RecurringJob", "name": "daily", "cron": "0 2 * * *", "groups": ["default"]}])" +
         std::string(more) + "\n}\n";
}

/// A scenario without volumes and schedules, to which a test adds its own.
inline std::string bare_scenario(std::string_view more) {
  return R"({
  "name": "bare",
  "time": {"start": "2024-06-10T00:00:00Z", "horizon": "7d"},
  "platform": {"longhorn": "1.7.2", "kubernetes": "1.30"})" +
         std::string(more) + "\n}\n";
}

/// Every key that is simulated, with values that are not the defaults.
inline std::string full_scenario() {
  return R"({
  "$schema": "scenario.schema.json", "headway": 1,
  "name": "full", "about": "every key\nand \"quotes\", ü, 😀",   // comments too
  "time": {"start": "2024-06-10T02:00:00.25+02:00", "horizon": "14d", "warm_up": "1d12h", "zone": "Europe/Berlin"},
  "random": {"seed": 18446744073709551615, "replications": 400},
  "platform": {"longhorn": "1.7.3", "harvester": "v1.4.3", "kubernetes": "1.28",
               "overrides": {"lock.lease": "100s", "create.threads_per_backup": 5, "lock.protocol": "exclusive",
                             "delete.asynchronous": true, "create.compare_rate": "1.5GiB/s", "block.size": "16Mi"}},
  /* two kinds
     of node */
  "nodes": [{"name": "node{1..6}", "upload": "25Gbit/s", "download": "5Gbit/s", "disk_read": "1.5GB/s",
             "disk_write": "700MB/s", "thread_rate": "80MiB/s", "cpu": 6.5, "clock_skew": "-1.5s"},
            {"name": "edge", "upload": "100Mbit/s"}],
  "targets": [{"name": "s3", "kind": "s3", "write": "1Gbit/s", "read": "2Gbit/s",
               "latency": {"list": "6ms", "head": {"uniform": ["1ms", "4ms"]}, "get": {"exponential": {"mean": "2s"}},
                           "put": {"lognormal": {"median": "20ms", "sigma": 0.3}},
                           "delete": {"normal": {"mean": "8ms", "sd": "3ms"}}},
               "clock_skew": "300ms", "time_resolution": "2s",
               "capacity_profile": [{"cron": "0 8 * * 1-5", "for": "10h", "zone": "UTC", "factor": 0.4},
                                    {"cron": "@weekly", "for": "1h", "factor": 1}]},
              {"name": "nfs", "kind": "nfs", "write": "110MiB/s", "capacity": "20Ti", "latency": {"empirical": ["1ms", "3ms", "2ms"]}}],
  "backing_images": [{"name": "ubuntu-{22..24}", "size": "2361393152"},
                     {"name": "windows", "size": "12Gi", "backed_up": true}],
  "volumes": [{"name": "data-{001..120}", "size": "150Gi", "used": "100Gi", "node": "round-robin", "target": "s3",
               "dirtied": {"per_day": {"lognormal": {"median": "3Gi", "p95": "15Gi"}}, "hot_share": 0.3},
               "compression_ratio": 1.7, "block_size": "2Mi", "groups": ["default"], "jobs": ["hourly-{i/100}"],
               "attached": false, "backups": {"daily": 7, "hourly-1": 2}, "priority": 0},
              {"name": "log-{9..12}", "size": "1.5Ti", "node": "node{i/4+1}", "target": "nfs", "backing_image": "windows",
               "dirtied": {"per_day": "500M"}},
              {"name": "one", "size": 12345, "used": "0", "node": "edge", "target": "nfs", "groups": ["nobody"],
               "dirtied": {"per_day": {"empirical": ["1Gi", "0", "2Gi"]}}}],
  "standby_volumes": [{"name": "dr-{1..4}", "source": "log-{9..12}", "replicas": 2},
                      {"name": "far", "source": "one", "node": "edge", "replicas": 1}],
  "schedules": [{"kind": "Manual", "name": "before-upgrade", "at": "2024-06-12T13:00:00Z",
                 "volumes": ["data-{001..040}", "one"]},
                {"kind": "RecurringJob", "name": "daily", "task": "backup-force-create", "cron": "0 2 * * *",
                 "retain": 7, "concurrency": 5, "groups": ["default", "gold"], "full_backup_interval": 7},
                {"kind": "RecurringJob", "name": "hourly-{0..1}", "cron": "@hourly"},
                {"kind": "Manual", "name": "log-{9..12}", "at": "2024-06-13T00:00:00Z", "volumes": ["log-{i}"]},
                {"kind": "Manual", "name": "all", "at": "2024-06-11T00:00:00Z", "volumes": ["*"]},
                {"kind": "ScheduleVMBackup", "name": "vm-30", "vm": "vm-30", "cron": "30 1 * * *"},
                {"kind": "ScheduleVMBackup", "name": "nightly-{01..20}", "vm": "vm-{i}", "cron": "0 1 * * *", "retain": 5,
                 "max_failure": 3, "existing": 4, "suspended": true, "skip_cron_check": true},
                {"kind": "Manual", "name": "some-machines", "at": "2024-06-13T00:00:00Z",
                 "virtual_machines": ["vm-{05..09}", "big"]},
                {"kind": "Manual", "name": "all-machines", "at": "2024-06-13T00:00:00Z", "virtual_machines": ["*"]}],
  "windows": {"allowed": [{"cron": "0 22 * * *", "for": "8h", "zone": "UTC", "schedules": ["*"]}],
              "blackout": [{"cron": "0 12 * * *", "for": "1h", "schedules": ["hourly-{0..1}", "nightly-07"]}],
              "pinned": ["hourly-0", "vm-30"], "at_end": "run-on"},
  "policy": [{"name": "as-is"}],
 "events": [
    {"at": "2024-06-13T02:10:00Z", "kind": "node-crash", "node": "node2", "back_after": "8m"},
    {"at": "2024-06-12T02:10:00Z", "kind": "restart-instance-manager", "node": "node{1..3}", "back_after": "45s"},
    {"at": "2024-06-12T02:10:00Z", "kind": "status-errors", "node": "*", "for": "4s"},
    {"at": "2024-06-12T02:10:00Z", "kind": "restart-manager", "node": "*"},
    {"at": "2024-06-13T02:00:00Z", "kind": "target-outage", "target": "s3", "for": "20m"},
    {"at": "2024-06-13T03:00:00Z", "kind": "slow-target", "target": "s3", "for": "2h", "latency_factor": 20.5,
     "bandwidth_factor": 0.1},
    {"at": "2024-06-13T04:00:00Z", "kind": "list-errors", "target": "nfs", "for": "1m"},
    {"at": "2024-06-13T05:00:00Z", "kind": "lost-refreshes", "target": "s3", "for": "3m", "node": "node1"},
    {"at": "2024-06-13T05:00:00Z", "kind": "lost-refreshes", "target": "s3", "for": "4m"},
    {"at": "2024-06-13T06:00:00Z", "kind": "clock-skew", "node": "node3", "skew": "-2m"},
    {"at": "2024-06-13T06:00:00Z", "kind": "clock-skew", "target": "s3", "skew": "1.5s"},
    {"at": "2024-06-13T07:00:00Z", "kind": "upgrade", "longhorn": "1.8", "back_after": "1m",
     "overrides": {"lock.lease": "90s"}},
    {"at": "2024-06-14T15:00:00Z", "kind": "change-schedule", "schedule": "hourly-{0..1}", "cron": "0 3 * * *"},
    {"at": "2024-06-14T12:00:00Z", "kind": "restore", "volume": "data-{009..011}", "replicas": 2,
     "node": "node{i/10+1}"},
    {"at": "2024-06-14T12:00:00Z", "kind": "restore", "volume": "one"},
    {"at": "2024-06-14T13:00:00Z", "kind": "system-backup", "volume_backup_policy": "always"},
    {"at": "2024-06-15T09:00:00Z", "kind": "delete-backups", "volume": "data-001", "count": 3},
    {"at": "2024-06-15T09:00:00Z", "kind": "delete-backups", "volume": "data-002", "count": "all"},
    {"at": "2024-06-15T10:00:00Z", "kind": "delete-failed-backups", "volume": "data-003"},
    {"at": "2024-06-15T10:00:00Z", "kind": "delete-failed-backups"},
    {"at": "2024-06-15T11:00:00Z", "kind": "delete-backup-volume", "volume": "data-007"},
    {"at": "2024-06-15T12:00:00Z", "kind": "delete-backing-image-backup", "image": "windows"},
    {"at": "2024-06-16T00:00:00Z", "kind": "restart-csi-snapshotter"},
    {"at": "2024-06-16T01:00:00Z", "kind": "restart-snapshot-controller", "back_after": "20s"},
    {"at": "2024-06-16T02:00:00Z", "kind": "restart-harvester", "back_after": "2m"},
    {"at": "2024-06-16T03:00:00Z", "kind": "slow-api-server", "for": "1h", "delay": "750ms"},
    {"at": "2024-06-16T04:00:00Z", "kind": "vm-migration", "vm": "vm-{01..03}", "for": "90s"},
    {"at": "2024-06-16T05:00:00Z", "kind": "suspend-schedule", "schedule": "vm-30"},
    {"at": "2024-06-16T06:00:00Z", "kind": "resume-schedule", "schedule": "*"},
    {"at": "2024-06-16T07:00:00Z", "kind": "change-schedule", "schedule": "nightly-{01..02}", "cron": "0 4 * * *"},
    {"at": "2024-06-16T08:00:00Z", "kind": "delete-vm-backups", "vm": "vm-01"},
    {"at": "2024-06-16T08:00:00Z", "kind": "delete-vm-backups", "vm": "big", "which": "ready", "count": 2},
    {"at": "2024-06-16T08:00:00Z", "kind": "delete-vm-backups", "vm": "vm-02", "which": "all"},
    {"at": "2024-06-16T09:00:00Z", "kind": "remove-lock-files", "volume": "data-001"},
    {"at": "2024-06-16T09:00:00Z", "kind": "remove-lock-files", "volume": "data-001", "type": "backup"},
    {"at": "2024-06-16T09:00:00Z", "kind": "remove-lock-files", "volume": "data-001", "type": "delete"},
    {"at": "2024-06-16T10:00:00Z", "kind": "detach-volume", "volume": "log-9"},
    {"at": "2024-06-16T11:00:00Z", "kind": "attach-volume", "volume": "log-9"}],
  "virtual_machines": [{"name": "vm-{01..30}", "volumes": ["data-{i*2-1}", "data-{i*2}"]},
                       {"name": "small-{1..3}", "volumes": ["log-{9..11}"]},
                       {"name": "big", "volumes": ["one", "data-{100..110}", "log-12"]}],
  "clusters": [],
  "transfers": [{"id": "t1", "at": "2024-06-10T00:00:01Z", "bytes": "10Gi", "path": ["node1", "s3"], "cap": "50MB/s"},
                {"id": "t2", "at": "2024-06-11T00:00:00.000000001Z", "bytes": 1, "path": ["nfs"]}],
  "expect": [{"metric": "backups.lost_share", "observed_at_most": 0.0},
             {"metric": "backups.lost_share", "probability_at_most": 0.01, "confidence": 0.9},
             {"metric": "failures.backup.lock-denied.count", "observed_at_least": 1}]
})";
}

/// Reads, and fails the test with the errors when there are any.
inline model::Scenario must_read(std::string_view text, const std::vector<std::string>& settings = {}) {
  ReadResult result = read_scenario(text, "test.json", settings);
  EXPECT_TRUE(result.scenario.has_value()) << format_errors(result);
  return std::move(result.scenario).value_or(model::Scenario{});
}

/// All errors of a scenario that must not read.
inline std::string errors_of(std::string_view text, const std::vector<std::string>& settings = {}) {
  const ReadResult result = read_scenario(text, "test.json", settings);
  EXPECT_FALSE(result.scenario.has_value());
  return format_errors(result);
}

}  // namespace headway::io
