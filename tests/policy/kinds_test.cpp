// The table of kinds: what is in it can be found, made and left at its defaults.
#include <set>

#include "tests/policy/chosen.h"

namespace headway::tests {
namespace {

TEST(PolicyKinds, AreThoseThatAreDocumented) {
  std::vector<std::string> names;
  for (const policy::Kind* kind : policy::kinds()) names.emplace_back(kind->name);
  EXPECT_EQ(names, (std::vector<std::string>{"as-is", "delay-deletes", "fixed-spacing", "hashed", "jitter",
                                             "max-concurrent", "retry", "wait-for-lock"}));
  EXPECT_EQ(policy::find_kind("Retry"), nullptr);
  EXPECT_EQ(policy::find_kind(""), nullptr);
}

TEST(PolicyKinds, DefaultsAreWithinTheirRanges) {
  for (const policy::Kind* kind : policy::kinds()) {
    SCOPED_TRACE(kind->name);
    EXPECT_FALSE(kind->about.empty());
    std::set<std::string_view> seen;
    for (const policy::SettingInfo& info : kind->settings) {
      EXPECT_TRUE(seen.insert(info.name).second) << info.name;
      EXPECT_NE(info.name, "name") << "is the policy's own";
      EXPECT_FALSE(info.about.empty());
      if (const auto* count = std::get_if<std::int64_t>(&info.value)) {
        EXPECT_LE(info.low, *count);
        EXPECT_LE(*count, info.high);
      } else if (const auto* length = std::get_if<Duration>(&info.value)) {
        EXPECT_LE(info.shortest, *length);
        EXPECT_LE(*length, info.longest);
      } else {
        EXPECT_EQ(std::get<std::string>(info.value), info.words.front());
      }
    }
    const model::PolicyChoice choice = policy::default_choice(*kind);
    EXPECT_EQ(choice.settings.size(), kind->settings.size());
    EXPECT_NE(kind->make(policy::Settings(choice)), nullptr);
  }
}

}  // namespace
}  // namespace headway::tests
