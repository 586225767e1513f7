// A year of 10,000 volumes at full size, as a user runs it: label `year`, Release only, one to two minutes of
// processor time.
//
// Nothing may be lost, refused or left over, every backup and every delete of the year is there, and memory
// stays under 1 GiB, since nothing may grow with the length of a play when per-row files are off.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/call.h"

namespace headway::tests {
namespace {

TEST(Year, OfTenThousandVolumesLosesNothingInAGibibyte) {
  const Scratch scratch;
  const std::string folder = (scratch / "year").string();
  const Called year =
      call("run " + scenario("scale-10k-year") + " --replication-detail 0 --jobs 1 -o " + folder);
  ASSERT_EQ(year.status, 0) << year.err;
  EXPECT_THAT(year.out, testing::HasSubstr("met      backups.lost_share"));
  EXPECT_THAT(year.out, testing::Not(testing::HasSubstr("violated")));

  const auto summary = nlohmann::json::parse(slurp(folder + "/summary.json"));
  constexpr std::int64_t kADayOver365Days = 10'000 * 365;
  for (const char* operation : {"backup", "delete"}) {
    const auto& counts = summary.at("operations").at(operation);
    EXPECT_EQ(counts.at("due"), kADayOver365Days) << operation;
    EXPECT_EQ(counts.at("completed"), kADayOver365Days) << operation;
    EXPECT_EQ(counts.at("lost"), 0) << operation;
  }

  const auto manifest = nlohmann::json::parse(slurp(folder + "/manifest.json"));
  const auto peak = manifest.at("peak_memory_bytes").get<std::int64_t>();
  EXPECT_GT(peak, std::int64_t{1} << 20) << "not measured";
  EXPECT_LT(peak, std::int64_t{1} << 30);
  std::cout << "peak memory " << static_cast<double>(peak) / (1 << 20) << " MiB, "
            << manifest.at("wall_s").get<double>() << " s\n";
}

}  // namespace
}  // namespace headway::tests
