// Samples of a schedule's runs: what is one and what is not.
#include "analysis/recommend/observe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "analysis/recommend/arms.h"
#include "analysis/recommend/diagnosis.h"
#include "sim/simulation.h"
#include "tests/recommend/small.h"

namespace headway::recommend {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// An operator's deletes turn backups of one night away; with a time to live of failed backups of a day, each
/// of these is deleted in the next night, while the same job is at work.
model::Scenario failed_ones(const std::string& ttl) {
  std::ifstream in(std::string(HEADWAY_SOURCE_DIR) + "/scenarios/ttl-meets-next-night.json");
  std::ostringstream text;
  text << in.rdbuf();
  return read(text.str(), {"platform.overrides.target.failed_backup_ttl=" + ttl});
}

/// Deletes that held their lock, by what became of the backup.
struct Deletes : record::Sink {
  std::set<std::uint64_t> failed;
  std::size_t of_failed = 0, of_others = 0;
  using record::Sink::on;
  void on(const record::Operation& o) override {
    if (o.kind == record::OperationKind::backup && o.outcome == record::Outcome::failed) failed.insert(o.id);
    if (o.kind != record::OperationKind::delete_ || o.started == record::kNever ||
        o.released == record::kNever || !o.counted)
      return;
    (failed.contains(o.parent) ? of_failed : of_others)++;
  }
};

// Nights start at 02:00 and 24 volumes are done in minutes; a retention delete is asked for after its
// volume's own backup. The delete of a failed backup is asked for by the first poll after 24 h, before that
// night's backup of the volume is there or after: it belongs to no run.
TEST(Observe, DeletesOfFailedBackupsAreNoSamplesAndAreCountedApart) {
  const PlayPlan plan{4, 24, 1, nullptr};
  const model::Scenario with = failed_ones("24h"), without = failed_ones("0s");
  const Observation kept = observe(without, plan), expired = observe(with, plan);
  EXPECT_THAT(kept.refused_by_expired, IsEmpty());
  ASSERT_EQ(expired.refused_by_expired.size(), 1U);
  const auto& [pair, count] = *expired.refused_by_expired.begin();
  EXPECT_EQ(pair, std::make_pair(0U, 0U));
  EXPECT_GT(count, 0);

  const Side a = side_of(kept), b = side_of(expired);
  EXPECT_EQ(b.refused, a.refused + count) << "the first night is the same, and nothing else refuses later";
  EXPECT_EQ(b.refused_by_own, a.refused_by_own);

  const auto says = HasSubstr("a failed backup of nightly was being deleted");
  EXPECT_THAT(diagnose(without, kept), Not(Contains(says)));
  EXPECT_THAT(diagnose(with, expired), Contains(says));

  // Five nights of a volume ask for at most four retention deletes each replication, and the operator for
  // one: fewer than kSamples, so all of them are there, and nothing else.
  std::size_t samples = 0;
  for (const VolumeSamples& volume : expired.schedules[0].volumes) samples += volume.deletes.size();
  std::size_t retention = 0;
  for (std::uint32_t replication = 0; replication < 4; ++replication) {
    Deletes deletes;
    play(with, replication, deletes);
    retention += deletes.of_others;
    EXPECT_GT(deletes.of_failed, 0U);
  }
  EXPECT_EQ(samples, retention);
}

}  // namespace
}  // namespace headway::recommend
