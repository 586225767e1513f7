#include "sim/lock/lock_name.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace headway::lock {
namespace {

TEST(LockName, CommonFormIsItsNumber) {
  const LockName name = LockName::of("lock-00000000000000ff");
  EXPECT_TRUE(name.numbered());
  EXPECT_EQ(name.number(), 255u);
  EXPECT_EQ(name.text(), "lock-00000000000000ff");
  EXPECT_EQ(name, LockName(255));
}

TEST(LockName, AnyOtherTextIsKept) {
  for (const std::string text :
       {"", "lock-", "lock-00000000000000FF", "lock-00000000000000f", "zz_manual", "lock-00000000000000ff ",
        "LOCK-00000000000000ff", "lock-00000000000000fff"}) {
    EXPECT_FALSE(LockName::of(text).numbered()) << text;
    EXPECT_EQ(LockName::of(text).text(), text);
  }
}

TEST(LockName, OrderIsByBytes) {
  const std::vector<std::string> texts = {"",
                                          "LOCK-z",
                                          "lock-",
                                          "lock-00000000000000FF",
                                          "lock-0000000000000001",
                                          "lock-000000000000000a",
                                          "lock-9000000000000000",
                                          "lock-a000000000000000",
                                          "lock-ffffffffffffffff",
                                          "lock-g",
                                          "\xc3\xa4"};
  for (const std::string& a : texts)
    for (const std::string& b : texts) {
      EXPECT_EQ(LockName::of(a) < LockName::of(b), a < b) << a << " " << b;
      EXPECT_EQ(LockName::of(a) == LockName::of(b), a == b) << a << " " << b;
    }
}

TEST(FileName, OfALock) {
  EXPECT_EQ(file_of(LockName(16)).text(), "lock-0000000000000010.lck");
  EXPECT_TRUE(file_of(LockName(16)).numbered());
  EXPECT_EQ(file_of(LockName::of("zz")).text(), "zz.lck");
  EXPECT_EQ(FileName::of("lock-0000000000000010.lck"), file_of(LockName(16)));
}

TEST(FileName, ListingOrderIsOfWholeFileNames) {
  // '-' (0x2d) sorts before '.' (0x2e): the file of "a-b" comes before the file of "a", their names do not.
  EXPECT_LT(file_of(LockName::of("a-b")), file_of(LockName::of("a")));
  EXPECT_LT(LockName::of("a"), LockName::of("a-b"));
}

TEST(FileName, FilterOfTheLook) {
  for (const char* good : {"lock-0000000000000010.lck", "zz_manual.lck", "9x.lck", "a.b.lck", "Ab-.lck"})
    EXPECT_TRUE(is_lock_file(FileName::of(good))) << good;
  for (const char* bad :
       {"lock-d.lck.tmp.123", "lock@d.lck", ".lck", "a.lck", "-ab.lck", "lock d.lck", "lock-d", ""})
    EXPECT_FALSE(is_lock_file(FileName::of(bad))) << bad;
}

}  // namespace
}  // namespace headway::lock
