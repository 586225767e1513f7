#include "sim/lock/reference_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "tests/lock/drive.h"

namespace headway::lock {
namespace {

ReferenceQuestion question() {
  ReferenceQuestion q;
  q.lease = seconds{150};
  q.name = "m";
  q.type = 1;
  q.first_save = at_s(0);
  q.look = at_s(2);
  return q;
}

TEST(ReferenceTable, ByHand) {
  ReferenceQuestion q = question();
  EXPECT_FALSE(reference_refuses(q));
  q.others = {{"z", 2, true, {at_s(-148)}, true}};
  EXPECT_TRUE(reference_refuses(q));  // 150 s old: not more
  q.requester_skew = Duration{1};
  EXPECT_FALSE(reference_refuses(q));
  q = question();
  q.others = {{"z", 2, false, {at_s(0)}, true}};
  EXPECT_FALSE(reference_refuses(q));  // "m" < "z"
  q.others[0].name = "a";
  EXPECT_TRUE(reference_refuses(q));
  q.others[0].type = 1;
  EXPECT_FALSE(reference_refuses(q));
  q.same_types_conflict = true;
  EXPECT_TRUE(reference_refuses(q));
  q.own_time_readable = false;
  EXPECT_FALSE(reference_refuses(q));
}

/// Thousands of random folders and requests: the machine's decision against the table's.
class RandomScripts {
 public:
  explicit RandomScripts(std::uint64_t seed) : random_(seed) {}

  /// One request on a random folder; returns what rechecking its decision gives.
  Recheck round(Look look, bool& granted) {
    const Duration resolutions[] = {Duration{0}, seconds{1}, seconds{2}};
    LockFolder folder(StoreClock{milliseconds{below(2001) - 1000}, resolutions[below(3)]});
    const Protocol protocol = below(4) == 0 ? exclusive(released_timing()) : released();
    for (std::int64_t n = below(5); n > 0; --n) place_one(folder);
    Request r = request(static_cast<std::uint64_t>(below(20)) + 100, below(3));
    r.clock_skew = below(3) == 0 ? seconds{below(401) - 200} : Duration{0};
    r.look = look;
    Attempt a(protocol, r);
    const bool own_time_fails = below(10) == 0;
    a.perform(folder, now_);
    a.perform(folder, now_, own_time_fails ? Effect::fails : Effect::works);
    a.perform(folder, now_ + seconds{2});
    while (a.looks() == 0) a.perform(folder, now_ + seconds{2});
    granted = a.decision().granted;
    return recheck(a, folder);
  }

 private:
  std::int64_t below(std::int64_t n) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n));
  }

  void place_one(LockFolder& folder) {
    LockFile f;
    const auto number = static_cast<std::uint64_t>(below(40)) + 90;
    f.name = below(6) == 0 ? LockName::of(below(2) == 0 ? "a" : "z") : LockName(number);
    f.file = below(8) == 0   ? FileName::of("x@y.lck")
             : below(6) == 0 ? FileName::of("zz_hand.lck")
                             : FileName(number + 1000);
    f.type = below(3);
    f.acquired = below(2) == 0;
    f.time_readable = below(12) != 0;
    f.content = below(12) == 0 ? Content::corrupt : Content::lock;
    const std::int64_t ages[] = {0, 500, 1000, 147'000, 148'000, 148'001, 149'000, 400'000, -500};
    f.saved = now_ - milliseconds{below(2) == 0 ? ages[below(9)] : below(300'000)};
    if (f.acquired && below(2) == 0) {
      f.refreshes = {true, f.saved, seconds{60}, milliseconds{below(3) * 100}, Instant::max(), {}};
      if (below(3) == 0) f.refreshes.until = now_ - milliseconds{below(200'000)};
      if (below(3) == 0) {
        const Instant from = f.saved + milliseconds{below(200'000)};
        f.refreshes.faults = {{from, from + milliseconds{below(150'000)}, below(2) == 0}};
      }
    }
    folder.place(f);
  }

  std::mt19937_64 random_;
  Instant now_ = at_ms(300);
};

TEST(ReferenceTable, AgreesWithTheMachine) {
  for (const Look look : {Look::real, Look::atomic}) {
    RandomScripts scripts(7);
    int granted = 0, refused = 0, skipped = 0;
    for (int i = 0; i < 20'000; ++i) {
      bool was_granted = false;
      const Recheck r = scripts.round(look, was_granted);
      EXPECT_NE(r, Recheck::disagrees) << "round " << i;
      if (r == Recheck::not_comparable) ++skipped;
      ++(was_granted ? granted : refused);
    }
    EXPECT_GT(granted, 4000);
    EXPECT_GT(refused, 4000);
    EXPECT_LT(skipped, 200);
  }
}

TEST(ReferenceTable, RecheckSeesAWrongDecision) {
  LockFolder folder;
  folder.save(FileName(1), LockName(1), 2, true, 1, at_s(-100));
  Timing wrong = released_timing();
  wrong.lease = seconds{90};
  const Protocol short_lease = longhorn(wrong);
  Attempt a(short_lease, request(2, 1));
  advance(a, folder, at_s(0));
  while (a.looks() == 0) a.perform(folder, at_s(2));
  EXPECT_TRUE(a.decision().granted);
  EXPECT_EQ(recheck(a, folder), Recheck::agrees);  // judged by its own protocol
  folder.edit(FileName(1))->saved = at_s(-10);     // as if the machine had misread the time
  EXPECT_EQ(recheck(a, folder), Recheck::disagrees);
}

TEST(ReferenceTable, TornAndFailedLooksAreNotComparable) {
  LockFolder folder;
  folder.save(FileName(1), LockName(1), 2, true, 1, at_s(-100));
  Attempt torn(released(), request(2, 1));
  advance(torn, folder, at_s(0));
  torn.perform(folder, at_s(2));
  folder.remove(FileName(1));
  while (torn.looks() == 0) torn.perform(folder, at_s(2));
  EXPECT_EQ(recheck(torn, folder), Recheck::not_comparable);
  Attempt open(released(), request(3, 1));
  advance(open, folder, at_s(0));
  open.perform(folder, at_s(2), Effect::fails);
  EXPECT_EQ(recheck(open, folder), Recheck::not_comparable);
}

}  // namespace
}  // namespace headway::lock
