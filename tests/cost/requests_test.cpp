#include "sim/cost/requests.h"

#include <gtest/gtest.h>

#include <vector>

namespace headway::cost {
namespace {

/// A struct as the model has it.
struct FiveLatencies {
  core::Distribution list, head, get, put, remove;
};

core::Distribution uniform(double low, double high) {
  return core::Distribution::Shape{core::Uniform{low, high}};
}

TEST(Requests, AddUpByKind) {
  const Requests a{.list = 1, .head = 2, .get = 3, .put = 4, .remove = 5};
  const Requests b{.list = 10, .head = 20, .get = 30, .put = 40, .remove = 50};
  EXPECT_EQ(a + b, (Requests{.list = 11, .head = 22, .get = 33, .put = 44, .remove = 55}));
  EXPECT_EQ(a.total(), 15);
}

TEST(Requests, OfACreate) {
  EXPECT_EQ(driver_init(), (Requests{.list = 1}));
  // First backup: HEAD, PUT of volume.cfg, HEAD + GET of it; no last index; PUT + HEAD of the lock.
  EXPECT_EQ(create_sync_rest(true), (Requests{.head = 3, .get = 1, .put = 2}));
  // Later: HEAD, HEAD + GET of volume.cfg, HEAD + GET of the last index, PUT + HEAD of the lock.
  EXPECT_EQ(create_sync_rest(false), (Requests{.head = 4, .get = 2, .put = 1}));
  // All backups deleted, volume.cfg still there: neither written nor a last index.
  EXPECT_EQ(create_sync_rest(false, false), (Requests{.head = 3, .get = 1, .put = 1}));
  EXPECT_EQ(create_begin(), (Requests{.put = 1}));
  EXPECT_EQ(upload_blocks(100, 7), (Requests{.head = 100, .put = 7}));
  EXPECT_EQ(create_finish(), (Requests{.head = 1, .get = 1, .put = 2}));
  EXPECT_EQ(unlock(), (Requests{.list = 1, .remove = 1}));
}

TEST(Requests, OfADelete) {
  EXPECT_EQ(delete_load_victim(), (Requests{.head = 1, .get = 1}));
  EXPECT_EQ(delete_remove_victim(), (Requests{.list = 1, .remove = 1}));
  EXPECT_EQ(delete_load_volume(), (Requests{.head = 1, .get = 1}));
  EXPECT_EQ(load_indexes(7), (Requests{.head = 7, .get = 7}));
  EXPECT_EQ(save_last(), (Requests{.put = 1}));
  EXPECT_EQ(remove_blocks(12), (Requests{.list = 12, .remove = 12}));
  EXPECT_EQ(delete_finish(), (Requests{.head = 1, .get = 1, .put = 1}));
  // A whole delete with 7 backups kept, 12 blocks to remove and a tree of 3 blocks in 2 and in very many
  // directories: D1 = 2 x (1 - 1/8) = 1.75, D2 = 3, so 1 + 4.75 listings to the nearest one.
  const Requests tree = list_block_tree(3, 2, 1'000'000'000);
  EXPECT_EQ(tree, (Requests{.list = 6}));
  const Requests whole = delete_load_victim() + delete_remove_victim() + delete_load_volume() +
                         list_backups(7) + tree + load_indexes(7) + list_backups(7) + remove_blocks(12) +
                         delete_finish() + unlock();
  EXPECT_EQ(whole, (Requests{.list = 1 + 1 + 6 + 1 + 12 + 1, .head = 10, .get = 10, .put = 1, .remove = 14}));
}

TEST(Requests, ListAThousandBackupsAtATime) {
  EXPECT_EQ(list_backups(0).list, 1);
  EXPECT_EQ(list_backups(1).list, 1);
  EXPECT_EQ(list_backups(1000).list, 1);
  EXPECT_EQ(list_backups(1001).list, 2);
  EXPECT_EQ(list_backups(2500).list, 3);
}

TEST(Requests, ListAnEmptyTreeOnce) {
  EXPECT_EQ(list_block_tree(0, 256, 65536), (Requests{.list = 1}));
  EXPECT_EQ(list_block_tree(1, 256, 65536), (Requests{.list = 3}));  // the root and one of each level
}

TEST(Requests, OfARestoreAndAnInspection) {
  // HEAD + GET of volume.cfg and of the index, PUT + HEAD of the lock
  EXPECT_EQ(restore_sync_rest(1), (Requests{.head = 3, .get = 2, .put = 1}));
  EXPECT_EQ(restore_blocks(5120), (Requests{.get = 5120}));
  EXPECT_EQ(inspect_backup(), (Requests{.list = 1, .head = 2, .get = 2}));
}

TEST(RequestTime, OfConstantLatenciesIsExact) {
  const FiveLatencies target{0.006, 0.003, 0.005, 0.020, 0.008};
  // 2 x 6 + 3 x 3 + 5 x 5 + 7 x 20 + 11 x 8 = 12 + 9 + 25 + 140 + 88 = 274 ms
  const Requests requests{.list = 2, .head = 3, .get = 5, .put = 7, .remove = 11};
  EXPECT_EQ(request_time(requests, Latencies(target), 0.5), milliseconds{274});
  EXPECT_EQ(request_time(Requests{}, Latencies(target), 0.5), Duration::zero());
  // A delete's listing of 100 GiB in 2 MiB blocks at 10 ms: about six minutes (sheet, "request counts").
  const FiveLatencies slow{0.010, 0.010, 0.010, 0.010, 0.010};
  const Duration listing = request_time(list_block_tree(51200, 256, 65536), Latencies(slow), 0.5);
  EXPECT_GT(listing, seconds{350});
  EXPECT_LT(listing, seconds{365});
  // However many: 10^9 requests of 0.1 ms are 10^5 s, to the nanosecond.
  EXPECT_EQ(request_time(1'000'000'000, core::Distribution(0.0001), 0.5), seconds{100'000});
  EXPECT_EQ(request_time(1'000'000'000, core::Distribution(1e9), 0.5), kForever);
}

TEST(RequestTime, DrawsOneUniformForEachKindThatNeedsIt) {
  const FiveLatencies target{uniform(0, 0.002), 0.003, uniform(0.004, 0.006), 0.020, uniform(0, 1)};
  std::vector<RequestKind> asked;
  const Requests requests{.list = 1, .head = 1, .get = 1, .put = 1};
  const Duration time = request_time(requests, Latencies(target), [&](RequestKind kind) {
    asked.push_back(kind);
    return 0.25;
  });
  // list 0.5 ms, head 3 ms, get 4.5 ms, put 20 ms; nothing to remove
  EXPECT_EQ(time, nanoseconds{28'000'000});
  EXPECT_EQ(asked, (std::vector{RequestKind::list, RequestKind::get}));
}

TEST(RequestTime, OfRandomLatenciesHasTheMeanAndGrowsWithTheUniform) {
  const core::Distribution latency = uniform(0.010, 0.030);
  // 100 draws: mean 2 s, standard deviation 0.02 / sqrt(12) x 10 = 0.0577 s; the median of the sum is the
  // mean.
  EXPECT_NEAR(to_seconds(request_time(100, latency, 0.5)), 2.0, 1e-6);
  EXPECT_NEAR(to_seconds(request_time(100, latency, 0.975)), 2.0 + 1.96 * 0.0577, 1e-3);
  EXPECT_LT(request_time(100, latency, 0.1), request_time(100, latency, 0.2));
}

}  // namespace
}  // namespace headway::cost
