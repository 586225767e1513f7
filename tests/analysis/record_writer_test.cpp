#include "sim/io/results/record_writer.h"

#include <gtest/gtest.h>

#include <thread>

#include "sim/io/results/results_error.h"
#include "sim/io/results/tables.h"
#include "tests/analysis/machines.h"
#include "tests/analysis/night.h"
#include "tests/analysis/scratch.h"

namespace headway::results {
namespace {

/// Everything after the header.
std::string rows_of(const std::filesystem::path& file) {
  const std::string all = tests::content(file);
  return all.substr(all.find("\r\n") + 2);
}

TEST(RecordWriter, OneRowARecord) {
  const tests::Scratch scratch;
  const model::Scenario scenario = tests::two_days();
  ResultsFolder folder(scratch.path() / "r", false);
  RecordWriter writer(scenario, folder, 0);
  writer.on(tests::refused_backup(3, 1, 0, 100, record::Blocker::delete_, 2));
  writer.on(tests::attempt_of(tests::refused_backup(3, 1, 0, 100, record::Blocker::delete_, 2)));
  writer.on(tests::run(1, 0, 7200, 7210.5, 9000, record::Outcome::completed));
  writer.on(tests::write_load(60, 1e8 / 3, 1.25e8, 3));
  writer.close();
  join_parts(folder, 1);

  EXPECT_EQ(
      rows_of(folder.path_of("operations.csv")),
      "0,3,1,backup,weekly,data-1,,node1,s3,2024-06-10T00:00:00Z,0,2024-06-10T00:01:40Z,100,denied,"
      "2024-06-10T00:01:42Z,102,1,,,,,,,2024-06-10T00:01:42Z,102,2024-06-10T00:01:42Z,102,0,0,2097152,failed,"
      "lock-denied,backupstore,delete,2,false,true\r\n");
  EXPECT_EQ(rows_of(folder.path_of("locks.csv")),
            "0,3,backup,data-1,s3,1,2024-06-10T00:01:40Z,100,2024-06-10T00:01:42Z,102,false,delete,2,0,"
            "2024-06-10T00:01:42Z,102,withdrawn,false,false,false,true\r\n");
  EXPECT_EQ(rows_of(folder.path_of("runs.csv")),
            "0,1,daily,2024-06-10T02:00:00Z,7200,2024-06-10T02:00:00Z,7200,2024-06-10T02:00:10.5Z,7210.5,"
            "2024-06-10T02:30:00Z,9000,completed,,2,0,0,0,true\r\n");
  EXPECT_EQ(rows_of(folder.path_of("utilisation.csv")),
            "0,target-write,s3,2024-06-10T00:01:00Z,60,33333333.33,3,125000000\r\n");
}

TEST(RecordWriter, LocksSayHowTheyEndedAndWhatWentWrong) {
  const tests::Scratch scratch;
  const model::Scenario scenario = tests::two_days();
  ResultsFolder folder(scratch.path() / "r", false);
  RecordWriter writer(scenario, folder, 0);
  record::LockAttempt a = tests::attempt_of(tests::removal(5, 3, 0, 1, 0, 60));
  a.kind = record::OperationKind::backup_volume_delete;
  a.end = record::LockEnd::crashed;
  a.expired = a.failed_open = true;
  writer.on(a);
  a.released = record::kNever;
  a.end = record::LockEnd::standing;
  a.expired = a.failed_open = false;
  a.overlaps = true;
  writer.on(a);
  writer.close();
  join_parts(folder, 1);
  const std::string begin =
      "0,5,backup-volume-delete,data-2,s3,2,2024-06-10T00:00:00Z,0,2024-06-10T00:00:02Z,2,true,,,0,";
  EXPECT_EQ(rows_of(folder.path_of("locks.csv")),
            begin + "2024-06-10T00:01:00Z,60,crashed,true,false,true,true\r\n" + begin +
                ",,standing,false,true,false,true\r\n");
}

TEST(RecordWriter, RestoresHaveTheirWordsAndResources) {
  const tests::Scratch scratch;
  const model::Scenario scenario = tests::two_days();
  ResultsFolder folder(scratch.path() / "r", false);
  RecordWriter writer(scenario, folder, 0);
  auto restore = tests::backup(8, record::kNone, 0, 0, 60);
  restore.kind = record::OperationKind::restore_replica;
  writer.on(restore);
  for (const auto resource :
       {record::Load::Resource::node_download, record::Load::Resource::node_disk_write}) {
    record::Load load = tests::write_load(60, 5, 10, 1);
    load.resource = resource;
    writer.on(load);
  }
  writer.close();
  join_parts(folder, 1);
  const std::string operations = rows_of(folder.path_of("operations.csv"));
  EXPECT_NE(operations.find("0,8,1,restore-replica,,data-1,"), std::string::npos) << operations;
  EXPECT_EQ(rows_of(folder.path_of("utilisation.csv")),
            "0,node-download,node1,2024-06-10T00:01:00Z,60,5,1,10\r\n"
            "0,node-disk-write,node1,2024-06-10T00:01:00Z,60,5,1,10\r\n");
}

TEST(RecordWriter, ManualBackupsAreNamedAfterTheJobs) {
  const tests::Scratch scratch;
  model::Scenario scenario = tests::two_days();
  const auto manual = static_cast<std::uint32_t>(scenario.jobs.size());
  scenario.manual.push_back({"by-hand", scenario.time.start, {0}, {}});
  ResultsFolder folder(scratch.path() / "r", false);
  RecordWriter writer(scenario, folder, 0);
  record::Operation backup = tests::backup(1, 0, 0, 100, 200);
  for (const std::uint32_t schedule : {manual, manual + 1, record::kNone}) {  // the last two name nothing
    backup.schedule = schedule;
    writer.on(backup);
  }
  writer.on(tests::run(1, manual, 0, 1, 200, record::Outcome::completed));
  writer.close();
  join_parts(folder, 1);
  const std::string operations = rows_of(folder.path_of("operations.csv"));
  EXPECT_EQ(operations.find("backup,by-hand,data-1,"), operations.find("backup,"));
  EXPECT_EQ(operations.find("by-hand", operations.find("by-hand") + 1), std::string::npos);
  EXPECT_EQ(rows_of(folder.path_of("runs.csv")).substr(0, 12), "0,1,by-hand,");
}

TEST(RecordWriter, MachinesAndWhatIsSaidOfThem) {
  const tests::Scratch scratch;
  const model::Scenario scenario = tests::with_machines();
  ResultsFolder folder(scratch.path() / "r", false);
  RecordWriter writer(scenario, folder, 3);
  record::Message message = tests::snapshot_failed(7, 1, 40, record::Layer::csi_plugin);
  message.root = 6;
  message.again = true;
  writer.on(message);
  writer.on(tests::suspended(tests::kNightly, 90000, record::Cause::suspended_max_failure));
  writer.on(tests::vm_backup(5, tests::kNightly, 1, 7200, 7260.5));
  writer.on(tests::run(1, tests::kNightly, 7200, 7200, 7260.5, record::Outcome::completed));
  writer.close();
  for (std::int64_t replication = 0; replication < 3; ++replication)
    RecordWriter(scenario, folder, replication).close();
  join_parts(folder, 4);
  EXPECT_EQ(rows_of(folder.path_of("messages.csv")),
            "3,2024-06-10T00:00:40Z,40,7,snapshot,nightly-a,data-2,vm-a,csi-snapshotter,csi-plugin,"
            "sync-timeout,failed,true,6,true\r\n"
            "3,2024-06-11T01:00:00Z,90000,,backup,nightly-a,,vm-a,vm-schedule-controller,,"
            "suspended-max-failure,suspended,false,,true\r\n");
  const std::string operations = rows_of(folder.path_of("operations.csv"));
  EXPECT_EQ(operations.find("3,5,1,vm-backup,nightly-a,,vm-b,,s3,2024-06-10T02:00:00Z,"), 0U) << operations;
  EXPECT_EQ(rows_of(folder.path_of("runs.csv")).substr(0, 14), "3,1,nightly-a,");
}

TEST(RecordWriter, ReplicationsAreJoinedInOrderWhoeverEndsFirst) {
  const tests::Scratch scratch;
  const model::Scenario scenario = tests::two_days();
  const auto write_all = [&](const char* name, bool backwards) {
    ResultsFolder folder(scratch.path() / name, false);
    std::vector<std::thread> threads;
    for (std::int64_t i = 0; i < 4; ++i) {
      const std::int64_t replication = backwards ? 3 - i : i;
      threads.emplace_back([&, replication] {
        RecordWriter writer(scenario, folder, replication);
        for (std::uint64_t id = 1; id <= 500; ++id) {
          writer.on(tests::backup(id, 0, 0, static_cast<double>(id), static_cast<double>(id) + 70));
        }
        writer.close();
      });
      if (backwards) threads.back().join(), threads.pop_back();
    }
    for (std::thread& thread : threads) thread.join();
    join_parts(folder, 4);
    EXPECT_EQ(folder.files()[1].name, "operations.csv");
    EXPECT_EQ(folder.files()[1].rows, 2000);
    EXPECT_EQ(folder.files()[0].rows, 0);
    folder.complete();
  };
  write_all("forwards", false);
  write_all("backwards", true);
  const std::string operations = tests::content(scratch.path() / "forwards" / "operations.csv");
  EXPECT_EQ(operations, tests::content(scratch.path() / "backwards" / "operations.csv"));
  EXPECT_LT(operations.find("\r\n1,1,"), operations.find("\r\n2,1,"));
  // No part is left behind.
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(scratch.path() / "forwards"), {}), 5);
}

TEST(RecordWriter, NoReplicationInDetailGivesHeadersOnly) {
  const tests::Scratch scratch;
  ResultsFolder folder(scratch.path() / "r", false);
  join_parts(folder, 0);
  EXPECT_EQ(rows_of(folder.path_of("locks.csv")), "");
  EXPECT_EQ(folder.files().size(), 5u);
}

TEST(Tables, UnknownFiguresAreEmptyFields) {
  const tests::Scratch scratch;
  ResultsFolder folder(scratch.path() / "r", false);
  ScheduleRow schedule;
  schedule.schedule = "daily, old";
  schedule.runs = 14;
  schedule.duration_p95_s = 2000.0 / 3;
  const ScheduleRow schedules[] = {schedule};
  write_schedules(folder, schedules);
  EXPECT_EQ(rows_of(folder.path_of("schedules.csv")), "\"daily, old\",14,0,0,0,0,0,0,0,,,,666.6666667,\r\n");
  VolumeRow volume;
  volume.volume = "data-1";
  volume.due = 14;
  volume.lost = 1;
  volume.loss_per_night = 1.0 / 14;
  const VolumeRow volumes[] = {volume};
  write_volumes(folder, volumes);
  EXPECT_EQ(rows_of(folder.path_of("volumes.csv")), "data-1,,14,1,0.07142857143,,,,,,,,,,,,0\r\n");
}

TEST(RecordWriter, AMissingFolderIsAnError) {
  const tests::Scratch scratch;
  const model::Scenario scenario = tests::two_days();
  ResultsFolder folder(scratch.path() / "r", false);
  std::filesystem::remove_all(folder.path_of(""));
  EXPECT_THROW(RecordWriter(scenario, folder, 0), ResultsError);
}

}  // namespace
}  // namespace headway::results
