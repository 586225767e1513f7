#include "sim/model/versions.h"

#include <gtest/gtest.h>

#include <span>
#include <utility>
#include <vector>

#include "sim/model/history.h"
#include "sim/model/parameters.h"

namespace headway::model {
namespace {

TEST(Versions, AreReadAndOrderedByNumber) {
  EXPECT_EQ(read_version("1.7.2"), (Version{1, 7, 2}));
  EXPECT_EQ(read_version("v1.30.4+rke2r1"), (Version{1, 30, 4}));
  EXPECT_EQ(read_version("1.30"), (Version{1, 30, 0}));
  EXPECT_LT(*read_version("1.9.3"), *read_version("1.10.0"));
  EXPECT_LT(*read_version("1.12.1"), *read_version("development"));
  EXPECT_FALSE(read_version("1.30")->has_patch);
  EXPECT_TRUE(read_version("1.30.0")->has_patch);
  for (const char* wrong : {"", "v", "1", "1.", "1.7.", "1.7.x", "1.7.2x", "1.-7", "one", "dev"}) {
    EXPECT_EQ(read_version(wrong), std::nullopt) << wrong;
  }
}

TEST(Versions, OfLonghornAreEveryReleaseSinceOneSixAndDevelopment) {
  const auto versions = longhorn_versions();
  ASSERT_EQ(versions.size(), 27U);  // 5 + 5 + 3 + 4 + 3 + 4 + 2 releases and the branch
  EXPECT_EQ(versions.front(), "1.6.0");
  EXPECT_EQ(versions.back(), "development");
  for (std::size_t i = 1; i < versions.size(); ++i) {
    EXPECT_LT(*read_version(versions[i - 1]), *read_version(versions[i]));
  }
  for (const auto version : versions) EXPECT_TRUE(preset(version, "")) << version;
}

TEST(Versions, OfLonghornMayLackThePatchNumber) {
  EXPECT_EQ(resolve_longhorn_version("1.7.2"), "1.7.2");
  EXPECT_EQ(resolve_longhorn_version("v1.7.2"), "1.7.2");
  EXPECT_EQ(resolve_longhorn_version("1.7"), "1.7.4");
  EXPECT_EQ(resolve_longhorn_version("v1.10"), "1.10.2");
  EXPECT_EQ(resolve_longhorn_version("1.12"), "1.12.1");
  EXPECT_EQ(resolve_longhorn_version("development"), "development");
  for (const char* wrong : {"", "v", "1", "1.1", "1.7.9", "1.5.0", "1.7.", "2.0", "master"}) {
    EXPECT_EQ(resolve_longhorn_version(wrong), "") << wrong;
    EXPECT_FALSE(preset(wrong, "")) << wrong;
  }
}

TEST(Versions, OfKubernetesAreKnownByMinor) {
  EXPECT_EQ(resolve_kubernetes_version("1.30"), "1.30");
  EXPECT_EQ(resolve_kubernetes_version("v1.30.4+rke2r1"), "1.30");
  EXPECT_EQ(resolve_kubernetes_version(""), kubernetes_versions().back());
  for (const char* wrong : {"1.20", "1.99", "2.30", "thirty", "development"}) {
    EXPECT_EQ(resolve_kubernetes_version(wrong), "") << wrong;
    EXPECT_FALSE(preset("1.7.2", wrong)) << wrong;
  }
  for (const auto version : kubernetes_versions()) EXPECT_TRUE(preset("1.7.2", version)) << version;
}

TEST(Versions, OfHarvesterShipOneOfLonghornEach) {
  const auto versions = harvester_versions();
  ASSERT_EQ(versions.size(), 20U);  // 3 + 4 + 3 + 2 + 4 + 3 releases and the branch
  EXPECT_EQ(versions.front(), "1.3.0");
  EXPECT_EQ(versions.back(), "development");
  for (std::size_t i = 1; i < versions.size(); ++i) {
    EXPECT_LT(*read_version(versions[i - 1]), *read_version(versions[i]));
    EXPECT_LE(*read_version(longhorn_of_harvester(versions[i - 1])),
              *read_version(longhorn_of_harvester(versions[i])));
  }
  for (const auto version : versions) {
    EXPECT_EQ(resolve_longhorn_version(longhorn_of_harvester(version)), longhorn_of_harvester(version))
        << version;
  }
}

// CSI and Harvester, section 0, and the releases between its rows.
TEST(Versions, OfHarvesterAreThoseOfTheMatrix) {
  const std::pair<std::string_view, std::string_view> pairs[] = {
      {"1.3.0", "1.6.0"},  {"1.3.2", "1.6.2"},  {"1.4.0", "1.7.2"},  {"1.4.2", "1.7.2"},
      {"1.4.3", "1.7.3"},  {"1.5.0", "1.8.1"},  {"1.5.1", "1.8.2"},  {"1.6.0", "1.9.1"},
      {"1.6.1", "1.9.2"},  {"1.7.0", "1.10.1"}, {"1.7.3", "1.10.2"}, {"1.8.0", "1.11.1"},
      {"1.8.2", "1.11.2"}, {"v1.4.0", "1.7.2"}, {"1.4", "1.7.3"},    {"development", "1.12.1"}};
  for (const auto& [harvester, longhorn] : pairs)
    EXPECT_EQ(longhorn_of_harvester(harvester), longhorn) << harvester;
  EXPECT_EQ(resolve_harvester_version("v1.6"), "1.6.1");
  for (const char* wrong : {"", "1.2.2", "1.9.0", "1", "1.4.9", "master"}) {
    EXPECT_EQ(resolve_harvester_version(wrong), "") << wrong;
    EXPECT_EQ(longhorn_of_harvester(wrong), "") << wrong;
  }
}

struct Line {
  std::string_view since;
};

std::string_view held(std::vector<Line> history, const char* longhorn, const char* harvester) {
  detail::Versions versions{*read_version(longhorn), *read_version("1.30"), std::nullopt};
  if (*harvester != 0) versions.harvester = read_version(harvester);
  return detail::holding(std::span<const Line>(history), versions).since;
}

TEST(Histories, HoldHarvestersLinesOnlyBeneathHarvester) {
  const std::vector<Line> both = {{"1.6.0"}, {"1.8.0"}, {"harvester 1.4.0"}, {"harvester 1.7.0"}};
  EXPECT_EQ(held(both, "1.7.2", ""), "1.6.0");
  EXPECT_EQ(held(both, "1.8.0", ""), "1.8.0");
  EXPECT_EQ(held(both, "1.7.2", "1.3.2"), "1.6.0");
  EXPECT_EQ(held(both, "1.12.0", "1.3.2"), "1.8.0");
  EXPECT_EQ(held(both, "1.7.2", "1.4.0"), "harvester 1.4.0");
  EXPECT_EQ(held(both, "1.12.0", "1.6.1"), "harvester 1.4.0") << "wins over the newer Longhorn's";
  EXPECT_EQ(held(both, "1.6.0", "1.8.2"), "harvester 1.7.0");
  EXPECT_EQ(held(both, "1.6.0", "development"), "harvester 1.7.0");
}

TEST(Histories, OfHarvesterAloneFallBackToTheirFirstLine) {
  const std::vector<Line> alone = {{"harvester 1.4.0"}, {"harvester 1.7.0"}};
  EXPECT_EQ(held(alone, "1.12.0", ""), "harvester 1.4.0");
  EXPECT_EQ(held(alone, "1.12.0", "1.3.0"), "harvester 1.4.0");
  EXPECT_EQ(held(alone, "1.6.0", "1.7.0"), "harvester 1.7.0");
}

TEST(Histories, OfKubernetesGoByNeither) {
  const std::vector<Line> history = {{"kubernetes 1.21"}, {"kubernetes 1.28"}, {"kubernetes 1.31"}};
  EXPECT_EQ(held(history, "1.12.0", "1.8.2"), "kubernetes 1.28");
}

}  // namespace
}  // namespace headway::model
