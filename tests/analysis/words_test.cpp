#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>
#include <string>

#include "analysis/forecast/summary.h"
#include "sim/record/printing.h"
#include "sim/record/records.h"

namespace headway::record {
namespace {

TEST(Words, AreThoseOfTheInterface) {
  EXPECT_EQ(word(OperationKind::delete_), "delete");
  EXPECT_EQ(word(Outcome::completed_late), "completed-late");
  EXPECT_EQ(word(LockOutcome::denied), "denied");
  EXPECT_EQ(word(Cause::lock_denied), "lock-denied");
  EXPECT_EQ(word(Cause::start_timeout), "start-timeout");
  EXPECT_EQ(word(Cause::skipped_forbid), "skipped-forbid");
  EXPECT_EQ(word(Layer::backup_controller), "backup-controller");
  EXPECT_EQ(word(Blocker::waiting_delete), "waiting-delete");
  EXPECT_EQ(word(Cause::none), "");
  EXPECT_EQ(word(OperationKind::restore_replica), "restore-replica");
  EXPECT_EQ(word(OperationKind::backup_volume_delete), "backup-volume-delete");
  EXPECT_EQ(word(Cause::start_rpc_deadline), "start-rpc-deadline");
  EXPECT_EQ(word(Cause::monitor_lost), "monitor-lost");
  EXPECT_EQ(word(Layer::system_backup_controller), "system-backup-controller");
  EXPECT_EQ(word(Blocker::restore), "restore");
  EXPECT_EQ(word(LockEnd::removal_failed), "removal-failed");
  EXPECT_EQ(word(OperationKind::vm_backup_delete), "vm-backup-delete");
  EXPECT_EQ(word(Cause::suspended_not_synced), "suspended-not-synced");
  EXPECT_EQ(word(Layer::vm_schedule_controller), "vm-schedule-controller");
  EXPECT_EQ(word(Message::Says::refused), "refused");
}

/// How many words the enumeration has, each of which must be another.
template <class Enum>
int different_words() {
  std::set<std::string_view> seen;
  int words = 0;
  for (unsigned i = 0; i < 256; ++i) {
    if (const auto w = word(static_cast<Enum>(i)); !w.empty()) {
      seen.insert(w);
      ++words;
    }
  }
  EXPECT_EQ(static_cast<int>(seen.size()), words);
  return words;
}

TEST(Words, DifferFromEachOther) {
  EXPECT_GE(different_words<Cause>(), 15);
  EXPECT_GE(different_words<OperationKind>(), 11);
  EXPECT_GE(different_words<Layer>(), 8);
  EXPECT_GE(different_words<Blocker>(), 6);
  EXPECT_GE(different_words<LockEnd>(), 6);
  EXPECT_GE(different_words<Message::Says>(), 5);
}

TEST(Words, ASummaryHasAPlaceForEach) {
  // The arrays of a summary are indexed by these numbers; 0 is none, but for kinds.
  EXPECT_EQ(different_words<OperationKind>(), static_cast<int>(forecast::kOperationKinds));
  EXPECT_EQ(different_words<Blocker>() + 1, static_cast<int>(forecast::kBlockers));
  EXPECT_EQ(different_words<Layer>() + 1, static_cast<int>(forecast::kLayers));
}

TEST(Printing, TenSignificantDigits) {
  EXPECT_EQ(number_text(1.0 / 3), "0.3333333333");
  EXPECT_EQ(number_text(2e9 / 3), "666666666.7");
  EXPECT_EQ(number_text(0.1 + 0.2), "0.3");
  EXPECT_EQ(number_text(1209600), "1209600");
  EXPECT_EQ(number_text(1.25e8), "125000000");
  EXPECT_EQ(number_text(0.00002), "0.00002");
  EXPECT_EQ(number_text(1.5e-9), "1.5e-09");
  EXPECT_EQ(number_text(-1e30), "-1e+30");
  EXPECT_EQ(number_text(-0.0), "0");
  EXPECT_EQ(number_text(std::numeric_limits<double>::infinity()), "");
  // Two neighbours among the doubles read the same: that is the point.
  EXPECT_EQ(number_text(0.1391083169), number_text(std::nextafter(0.1391083169, 1.0)));
}

TEST(Printing, InstantsAreExact) {
  const Instant start{seconds{1717977600}};  // 2024-06-10T00:00:00Z
  EXPECT_EQ(instant_text(start), "2024-06-10T00:00:00Z");
  EXPECT_EQ(instant_text(start + hours{26} + nanoseconds{250'000'000}), "2024-06-11T02:00:00.25Z");
  EXPECT_EQ(instant_text(start + nanoseconds{1}), "2024-06-10T00:00:00.000000001Z");
  EXPECT_EQ(instant_text(kNever), "");
  EXPECT_EQ(seconds_text(nanoseconds{-250'000'000}), "-0.25");
  EXPECT_EQ(seconds_text(seconds{1209600}), "1209600");
  EXPECT_EQ(seconds_text(Duration::min()), "-9223372036.854775808");
}

}  // namespace
}  // namespace headway::record
