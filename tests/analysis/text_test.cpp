#include "analysis/forecast/text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "analysis/forecast/phrases.h"
#include "analysis/forecast/record_phrases.h"
#include "analysis/forecast/tally.h"
#include "tests/analysis/night.h"

namespace headway::forecast {
namespace {

TEST(Phrases, Numbers) {
  EXPECT_EQ(count_phrase(0), "0");
  EXPECT_EQ(count_phrase(999), "999");
  EXPECT_EQ(count_phrase(1400), "1 400");
  EXPECT_EQ(count_phrase(1234567), "1 234 567");
  EXPECT_EQ(count_phrase(-123456), "-123 456");
  EXPECT_EQ(count_phrase(1, "replication"), "1 replication");
}

TEST(Phrases, Percent) {
  EXPECT_EQ(percent_digits(0.139108), "13.9");
  EXPECT_EQ(percent_digits(0.01487), "1.5");
  EXPECT_EQ(percent_digits(0.008571), "0.86");
  EXPECT_EQ(percent_digits(0.004), "0.4");
  EXPECT_EQ(percent_digits(0.0000123), "0.0012");
  EXPECT_EQ(percent_digits(0.12), "12");
  EXPECT_EQ(percent_digits(0), "0");
  EXPECT_EQ(percent_digits(1), "100");
  EXPECT_EQ(percent_digits(0.99999), ">99.9");
}

TEST(Phrases, SharesNeverSayZeroOfWhatWasNotSeen) {
  using statistics::Estimate;
  EXPECT_EQ(share_phrase(Estimate{0.00857, 0.004, 0.015, 20, statistics::kRatioMethod}), "0.86 %, 0.4–1.5 %");
  EXPECT_EQ(share_phrase(Estimate{0, 0, 0.1391, 20, statistics::kZeroMethod}), "at most 13.9 %");
  EXPECT_EQ(share_phrase(Estimate{1, 0.8609, 1, 20, statistics::kZeroMethod}), "at least 86.1 %");
  EXPECT_EQ(share_phrase(Estimate{0.3, 0, 1, 1, statistics::kOneReplicationMethod}), "30 %");
  EXPECT_EQ(share_phrase(Estimate{}), "-");
}

TEST(Phrases, Durations) {
  EXPECT_EQ(duration_phrase(0), "0 s");
  EXPECT_EQ(duration_phrase(0.45), "450 ms");
  EXPECT_EQ(duration_phrase(0.0001), "1 ms");
  EXPECT_EQ(duration_phrase(3.21), "3.2 s");
  EXPECT_EQ(duration_phrase(59.97), "1 min");
  EXPECT_EQ(duration_phrase(2470), "41 min 10 s");
  EXPECT_EQ(duration_phrase(3599.8), "1 h");
  EXPECT_EQ(duration_phrase(7500), "2 h 5 min");
  EXPECT_EQ(duration_phrase(183600), "2 d 3 h");
  EXPECT_EQ(duration_phrase(-2470), "-41 min 10 s");
  EXPECT_EQ(duration_phrase(std::numeric_limits<double>::quiet_NaN()), "-");
}

TEST(Phrases, Bytes) {
  EXPECT_EQ(bytes_phrase(512), "512 B");
  EXPECT_EQ(bytes_phrase(1536), "1.5 KiB");
  EXPECT_EQ(bytes_phrase(123.4 * 1024 * 1024 * 1024), "123 GiB");
}

TEST(Phrases, TablesAlignByCodePoints) {
  EXPECT_EQ(table({{"name", "n"}, {"größe", "10"}}, {false, true}),
            "  name    n\n"
            "  größe  10\n");
}

/// Two replications: nothing lost in the first; in the second weekly's delete refuses daily's backup of
/// data-2.
Forecast one_loss_in_two(const model::Scenario& scenario) {
  std::vector<ReplicationSummary> replications;
  for (int i = 0; i < 2; ++i) {
    Tally tally(scenario);
    tally.on(tests::write_load(7204, 5e7, 1e8, 2));
    tally.on(tests::write_load(10800, 0, 1e8, 0));
    tally.on(tests::backup(1, 0, 0, 7200, 7270));
    tally.on(tests::due(0, 0, 7200, record::Outcome::completed, false, 1));
    if (i == 0) {
      tally.on(tests::backup(2, 0, 1, 7200, 7270));
      tally.on(tests::due(0, 1, 7200, record::Outcome::completed, false, 1));
    } else {
      const auto refused = tests::refused_backup(2, 0, 1, 7200, record::Blocker::delete_, 3);
      const auto holder = tests::removal(3, 0, 1, 1, 7000, 7500);
      tally.on(tests::attempt_of(refused));
      tally.on(refused);
      tally.on(tests::attempt_of(holder));
      tally.on(holder);
      tally.on(tests::due(0, 1, 7200, record::Outcome::failed, true, 1));
    }
    tally.on(
        tests::run(1, 0, 7200, 7210, 7300, i == 0 ? record::Outcome::completed : record::Outcome::failed));
    replications.push_back(tally.finish());
  }
  return make_forecast(scenario, replications);
}

TEST(Text, Golden) {
  model::Scenario scenario = tests::two_days();
  scenario.expect.resize(3);
  scenario.expect[0].metric = "backups.due";
  scenario.expect[0].observed_at_least = 4;
  scenario.expect[1].metric = "backups.lost_share";
  scenario.expect[1].observed_at_most = 0;
  scenario.expect[2].metric = "backups.lost_share";
  scenario.expect[2].probability_at_most = 0.01;
  const Forecast forecast = one_loss_in_two(scenario);
  EXPECT_EQ(forecast_text(scenario, forecast, judge(scenario, forecast)), R"(two-days (Longhorn 1.6.1)

In 2 replications of 2 days, 1 of 4 due backups was lost (25 %, 95 % interval 0–100 %).
1 of 2 replications lost at least one (50 %, 1.3–98.7 %).
4 attempts. The last attempts: 3 completed, 0 late, 1 failed, 0 skipped, 0 unfinished.

Why attempts failed
  operation  cause        count  of attempts (95 % interval)  lock held by
  backup     lock-denied      1  25 %, 0–100 %                delete 1
  lock-denied: another operation held or wanted the lock (says the backupstore).

Who held the lock
  times  refused          by                                   which had held it for
      1  backup of daily  delete of weekly, collecting blocks  3 min 20 s (median)

Schedules
  schedule  runs  failed  skipped       duration p50 / p95  starts late p95  backups lost
  daily        2       1        0  1 min 30 s / 1 min 30 s             10 s  1 of 4 (25 %, 0–100 %)
  weekly       0       0        0                    - / -                -  none due

Volumes that lost most
  volume    lost  of due (95 % interval)  longest without a new backup  delete held p95
  data-2  1 of 2  50 %, 0–100 %                                    2 d       8 min 18 s

When the lost backups were due (hour, UTC)
  02:00  1  ########################################

Targets
  target   busy  mean load  written per replication  most uploads at once
  s3      2.1 %        1 %                  1.5 GiB                     2
  A backup's upload phase moves 32.0 MiB/s of volume data on average.

Expectations
  met      backups.due at least 4. Observed: 4.
  not met  backups.lost_share at most 0. Observed: 0.25.
  refused  backups.lost_share at most 0.01 with 95 % confidence. 2 replications can show at best 0.7764 at 95 % confidence; 299 are needed for 0.01.
)");
}

TEST(Text, NoLossIsABound) {
  const model::Scenario scenario = tests::two_days();
  std::vector<ReplicationSummary> replications;
  for (int i = 0; i < 20; ++i) {
    Tally tally(scenario);
    for (int k = 0; k < 70; ++k) tally.on(tests::due(0, 0, 7200, record::Outcome::completed, false, 1));
    replications.push_back(tally.finish());
  }
  const std::string text = forecast_text(scenario, make_forecast(scenario, replications), {});
  EXPECT_NE(
      text.find("In 20 replications of 2 days, none of 1 400 due backups was lost (at most 13.9 % with 95 % "
                "confidence).\n"),
      std::string::npos)
      << text;
  EXPECT_EQ(text.find(" 0 %"), std::string::npos) << text;
  EXPECT_EQ(text.find("Why attempts failed"), std::string::npos);
}

TEST(Text, OfManySchedulesThoseThatLostMostAreShown) {
  model::Scenario scenario = tests::two_days();
  scenario.jobs.resize(40);
  for (std::size_t i = 0; i < 40; ++i) scenario.jobs[i].name = "job-" + std::to_string(i);
  Tally tally(scenario);
  tally.on(tests::due(39, 0, 7200, record::Outcome::failed, true, 1));
  const ReplicationSummary one[] = {tally.finish()};
  const std::string text = forecast_text(scenario, make_forecast(scenario, one), {});
  EXPECT_NE(text.find("Schedules (30 of 40 shown)"), std::string::npos) << text;
  EXPECT_LT(text.find("job-39 "), text.find("job-0 "));
  EXPECT_EQ(text.find("job-38 "), std::string::npos);
}

TEST(Text, OtherOperationsHaveALineEach) {
  const model::Scenario scenario = tests::two_days();
  Tally tally(scenario);
  const auto tell = [&](std::uint64_t id, record::OperationKind kind, record::Outcome outcome) {
    auto o = tests::backup(id, record::kNone, 0, 7200, 7270);
    o.kind = kind;
    o.outcome = outcome;
    if (outcome == record::Outcome::failed) {
      o.cause = record::Cause::target_unavailable;
      o.layer = record::Layer::replica;
    }
    tally.on(o);
  };
  tell(1, record::OperationKind::restore, record::Outcome::completed);
  tell(2, record::OperationKind::restore, record::Outcome::completed);
  tell(3, record::OperationKind::restore, record::Outcome::failed);
  tell(4, record::OperationKind::standby_restore, record::Outcome::completed);
  tell(5, record::OperationKind::backup_volume_delete, record::Outcome::unfinished);
  tell(6, record::OperationKind::delete_, record::Outcome::completed);
  const ReplicationSummary one[] = {tally.finish()};
  const std::string text = forecast_text(scenario, make_forecast(scenario, one), {});
  EXPECT_NE(text.find("3 restores asked for: 2 completed, 1 failed.\n"
                      "1 restore of a standby replica asked for: 1 completed.\n"
                      "1 delete of a backup volume asked for: 1 unfinished.\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("1 delete asked for"), std::string::npos);  // all done: nothing to tell
  EXPECT_NE(text.find("restore    target-unavailable"), std::string::npos) << text;
  EXPECT_NE(text.find("  target-unavailable: the backup target did not answer (says the replica).\n"),
            std::string::npos)
      << text;
}

TEST(Text, DeletesAreSpokenOfWhenSomeWereNotDone) {
  const model::Scenario scenario = tests::two_days();
  Tally tally(scenario);
  auto open = tests::removal(6, 0, 0, 0, 7200, 7270);
  open.outcome = record::Outcome::unfinished;
  tally.on(open);
  const ReplicationSummary one[] = {tally.finish()};
  EXPECT_NE(
      forecast_text(scenario, make_forecast(scenario, one), {}).find("1 delete asked for: 1 unfinished.\n"),
      std::string::npos);
}

TEST(RecordPhrases, EveryWordOfTheRecordsHasItsPhrase) {
  for (unsigned i = 0; i < 256; ++i) {
    const auto cause = static_cast<record::Cause>(i);
    EXPECT_EQ(cause_phrase(cause).empty(), record::word(cause).empty()) << record::word(cause);
    const auto layer = static_cast<record::Layer>(i);
    EXPECT_EQ(layer_phrase(layer).empty(), record::word(layer).empty()) << record::word(layer);
    const auto blocker = static_cast<record::Blocker>(i);
    EXPECT_EQ(blocker_phrase(blocker).empty(), record::word(blocker).empty()) << record::word(blocker);
    const auto kind = static_cast<record::OperationKind>(i);
    EXPECT_EQ(kind_phrase(kind, 2) == "2 ", record::word(kind).empty()) << record::word(kind);
  }
  EXPECT_EQ(kind_phrase(record::OperationKind::backup_volume_delete, 1), "1 delete of a backup volume");
  EXPECT_EQ(kind_phrase(record::OperationKind::backup_volume_delete, 1200),
            "1 200 deletes of backup volumes");
}

TEST(Text, NothingDue) {
  const model::Scenario scenario = tests::two_days();
  Tally tally(scenario);
  const ReplicationSummary nothing[] = {tally.finish()};
  const std::string text = forecast_text(scenario, make_forecast(scenario, nothing), {});
  EXPECT_NE(text.find("In 1 replication of 2 days, no backup was due.\n"), std::string::npos) << text;
}

TEST(Text, ColoursOnlyWhenAskedFor) {
  const model::Scenario scenario = tests::two_days();
  const Forecast forecast = one_loss_in_two(scenario);
  EXPECT_EQ(forecast_text(scenario, forecast, {}).find('\x1b'), std::string::npos);
  TextOptions options;
  options.colour = true;
  const std::string coloured = forecast_text(scenario, forecast, {}, options);
  EXPECT_NE(coloured.find("\x1b[31m1\x1b[0m of 4 due backups"), std::string::npos) << coloured;
}

}  // namespace
}  // namespace headway::forecast
