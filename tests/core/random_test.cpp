// Addressed randomness: the generator against its published vectors and an independent computation, hashes
// that must never change, and the statistics of draws along every coordinate of an address.
#include "sim/core/random.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace headway::core {
namespace {

using Block = std::array<std::uint64_t, 4>;
__extension__ typedef unsigned __int128 Wide;

/// Philox 4x64 with ten rounds, written from the paper (Salmon et al. 2011, section 3.3): multiply two of the
/// words, swap, and bump the keys by Weyl constants.
Block philox(Block c, std::uint64_t key0, std::uint64_t key1) {
  for (int round = 0; round < 10; ++round) {
    const Wide a = Wide{0xD2E7470EE14C6C93ULL} * c[0], b = Wide{0xCA5A826395121157ULL} * c[2];
    c = Block{static_cast<std::uint64_t>(b >> 64) ^ c[1] ^ key0, static_cast<std::uint64_t>(b),
              static_cast<std::uint64_t>(a >> 64) ^ c[3] ^ key1, static_cast<std::uint64_t>(a)};
    key0 += 0x9E3779B97F4A7C15ULL;
    key1 += 0xBB67AE8584CAA73BULL;
  }
  return c;
}

TEST(Philox, TheReferenceHereGivesThePublishedKnownAnswers) {
  // Random123's known-answer vectors for philox4x64, 10 rounds: zeros, ones, digits of pi.
  EXPECT_EQ(philox(Block{}, 0, 0), (Block{0x16554d9eca36314cULL, 0xdb20fe9d672d0fdcULL, 0xd7e772cee186176bULL,
                                          0x7e68b68aec7ba23bULL}));
  constexpr std::uint64_t f = ~std::uint64_t{0};
  EXPECT_EQ(philox(Block{f, f, f, f}, f, f), (Block{0x87b092c3013fe90bULL, 0x438c3c67be8d0224ULL,
                                                    0x9cc7d7c69cd777b6ULL, 0xa09caebf594f0ba0ULL}));
  EXPECT_EQ(
      philox(
          Block{0x243f6a8885a308d3ULL, 0x13198a2e03707344ULL, 0xa4093822299f31d0ULL, 0x082efa98ec4e6c89ULL},
          0x452821e638d01377ULL, 0xbe5466cf34e90c6cULL),
      (Block{0xa528f45403e61d95ULL, 0x38c72dbd566e9788ULL, 0xa5a1610e72fd18b5ULL, 0x57bd43b5e52b7fe6ULL}));
}

TEST(Luck, IsPhiloxAtTheAddress) {
  for (std::uint32_t draw = 0; draw < 4; ++draw)  // the published vector of zeros, through our address
    EXPECT_EQ(Luck(0, 0).uniform(0, 0, 0, draw), open_uniform(philox(Block{}, 0, 0)[draw]));
  std::mt19937_64 random(1);
  for (int i = 0; i < 20000; ++i) {
    const std::uint64_t seed = random(), entity = random();
    const auto replication = static_cast<std::uint32_t>(random()),
               purpose = static_cast<std::uint32_t>(random());
    const auto draw = static_cast<std::uint32_t>(random() >> (32 + random() % 30));
    const auto tick = static_cast<std::int64_t>(random());  // negative ones too: instants before 1970
    const Block block =
        philox(Block{replication, purpose, static_cast<std::uint64_t>(tick), draw / 4}, seed, entity);
    ASSERT_EQ(Luck(seed, replication).uniform(entity, purpose, tick, draw), open_uniform(block[draw % 4]));
  }
}

TEST(Luck, SameAddressSameLuck) {
  const Luck a(7, 3), b(7, 3);
  EXPECT_EQ(a.uniform(name_hash("data-001"), 2, 1234), b.uniform(name_hash("data-001"), 2, 1234));
  EXPECT_EQ(a.seed(), 7U);
  EXPECT_EQ(a.replication(), 3U);
}

TEST(OpenUniform, IsNeverZeroAndNeverOne) {
  EXPECT_EQ(open_uniform(0), 0x1p-53);
  EXPECT_EQ(open_uniform(~std::uint64_t{0}), 1 - 0x1p-53);
  EXPECT_LT(open_uniform(~std::uint64_t{0}), 1.0);
  EXPECT_EQ(open_uniform(std::uint64_t{1} << 63), 0.5 + 0x1p-53);
  // The middle of the two halves mirror each other, so that quantile functions see no bias.
  std::mt19937_64 random(4);
  for (int i = 0; i < 10000; ++i) {
    const std::uint64_t bits = random();
    ASSERT_EQ(open_uniform(bits), 1 - open_uniform(~bits));
  }
}

TEST(NameHash, IsStableForEver) {
  // Golden: all luck hangs on these. A change here changes every forecast that was ever made.
  EXPECT_EQ(name_hash(""), 0xf52a15e9a9b5e89bULL);
  EXPECT_EQ(name_hash("a"), 0x02c0bdbf481420f8ULL);
  EXPECT_EQ(name_hash("data-001"), 0xb89f8bd178dcdcf7ULL);
  EXPECT_EQ(name_hash("target/s3"), 0xfc287d5239ea3874ULL);
  EXPECT_EQ(name_hash("\xc3\xbc"), 0x772d5ffdbcb8f81aULL);
  EXPECT_EQ(combine(name_hash("a"), 0), 0x538a21ec5e495b1aULL);
  EXPECT_EQ(combine(name_hash("a"), name_hash("b")), 0x6ad92765e00efc09ULL);
  EXPECT_EQ(Luck(1, 0).uniform(name_hash("data-001"), 1, 19884, 5), 0x1.4eeee83131dfcp-3);
}

TEST(NameHash, IsFnv1aThenTheSplitMixFinaliser) {
  auto direct = [](const std::string& name) {
    std::uint64_t h = 14695981039346656037ULL;
    for (const char c : name) {
      h ^= static_cast<unsigned char>(c);
      h *= 1099511628211ULL;
    }
    h = (h ^ h >> 30) * 0xbf58476d1ce4e5b9ULL;
    h = (h ^ h >> 27) * 0x94d049bb133111ebULL;
    return h ^ h >> 31;
  };
  for (const char* name : {"", "a", "data-001", "a rather long name, with spaces", "\xff\x80"})
    EXPECT_EQ(name_hash(name), direct(name)) << name;
}

TEST(NameHash, DiffersForSimilarNamesAndPairs) {
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 200000; ++i) seen.insert(name_hash("data-" + std::to_string(i)));
  EXPECT_EQ(seen.size(), 200000U);
  seen.clear();
  for (int i = 0; i < 300; ++i)
    for (int j = 0; j < 300; ++j)
      seen.insert(combine(name_hash("vm-" + std::to_string(i)), name_hash("disk-" + std::to_string(j))));
  EXPECT_EQ(seen.size(), 90000U);
  EXPECT_NE(combine(name_hash("a"), name_hash("b")), combine(name_hash("b"), name_hash("a")));
}

/// Draws that differ in one coordinate only, the nth.
struct Walk {
  const char* along;
  std::function<double(std::uint32_t)> draw;
};
std::vector<Walk> walks() {
  const std::uint64_t e = name_hash("data-001");
  return {
      {"seed", [e](std::uint32_t n) { return Luck(n, 0).uniform(e, 1, 19884); }},
      {"replication", [e](std::uint32_t n) { return Luck(1, n).uniform(e, 1, 19884); }},
      {"entity", [](std::uint32_t n) { return Luck(1, 0).uniform(name_hash(std::to_string(n)), 1, 19884); }},
      {"entity as a bare number", [](std::uint32_t n) { return Luck(1, 0).uniform(n, 1, 19884); }},
      {"purpose", [e](std::uint32_t n) { return Luck(1, 0).uniform(e, n, 19884); }},
      {"day", [e](std::uint32_t n) { return Luck(1, 0).uniform(e, 1, n); }},
      {"tick by the hour",
       [e](std::uint32_t n) { return Luck(1, 0).uniform(e, 1, std::int64_t{n} * 3'600'000'000'000); }},
      {"draw", [e](std::uint32_t n) { return Luck(1, 0).uniform(e, 1, 19884, n); }}};
}

// All draws are fixed, so these tests cannot flicker: they fail when the luck changes for the worse. Bounds
// are at about five standard deviations of chi-square.
constexpr std::uint32_t kDraws = 200000;

TEST(Luck, IsUniformAlongEveryCoordinate) {
  for (const Walk& walk : walks()) {
    constexpr std::size_t kCells = 256;  // chi-square with 255 degrees: 255 +- 22.6
    std::vector<double> cells(kCells, 0);
    for (std::uint32_t n = 0; n < kDraws; ++n) {
      const double u = walk.draw(n);
      ASSERT_GT(u, 0.0);
      ASSERT_LT(u, 1.0);
      cells[static_cast<std::size_t>(u * kCells)] += 1;
    }
    const double expected = static_cast<double>(kDraws) / kCells;
    double chi = 0;
    for (const double c : cells) chi += (c - expected) * (c - expected) / expected;
    EXPECT_LT(chi, 255 + 5 * 22.6) << walk.along;
    EXPECT_GT(chi, 255 - 5 * 22.6) << walk.along << " (too even to be chance)";
  }
}

TEST(Luck, NeighboursAreIndependentAlongEveryCoordinate) {
  for (const Walk& walk : walks()) {
    constexpr std::size_t kSide = 16;  // pairs in 256 cells, for neighbours 1, 2 and 4 apart
    for (const std::uint32_t lag : {1U, 2U, 4U}) {
      std::vector<double> cells(kSide * kSide, 0);
      for (std::uint32_t n = 0; n < kDraws / 4; ++n) {
        const std::uint32_t i = n / lag * 2 * lag + n % lag;  // disjoint pairs
        const auto x = static_cast<std::size_t>(walk.draw(i) * kSide);
        const auto y = static_cast<std::size_t>(walk.draw(i + lag) * kSide);
        cells[x * kSide + y] += 1;
      }
      const double expected = static_cast<double>(kDraws / 4) / (kSide * kSide);
      double chi = 0;
      for (const double c : cells) chi += (c - expected) * (c - expected) / expected;
      EXPECT_LT(chi, 255 + 5 * 22.6) << walk.along << ", lag " << lag;
      EXPECT_GT(chi, 255 - 5 * 22.6) << walk.along << ", lag " << lag;
    }
  }
}

TEST(Luck, CoordinatesDoNotMirrorEachOther) {
  // The nth day of one volume and the nth volume of one day, and so on: no two walks correlate.
  const auto all = walks();
  constexpr std::uint32_t n = 20000;
  std::vector<std::vector<double>> draws;
  for (const Walk& walk : all) {
    draws.emplace_back();
    for (std::uint32_t i = 0; i < n; ++i) draws.back().push_back(walk.draw(i + 100) - 0.5);
  }
  for (std::size_t a = 0; a < draws.size(); ++a)
    for (std::size_t b = 0; b < a; ++b) {
      double sum = 0;
      for (std::uint32_t i = 0; i < n; ++i) sum += draws[a][i] * draws[b][i];
      const double correlation = sum * 12 / n;  // the variance of a uniform is 1/12
      EXPECT_LT(std::abs(correlation), 5 / std::sqrt(static_cast<double>(n)))
          << all[a].along << ", " << all[b].along;
    }
}

}  // namespace
}  // namespace headway::core
