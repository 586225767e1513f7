#include "sim/model/versions.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace headway::model
