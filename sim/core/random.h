// Addressed randomness: a draw is a pure function of (seed, replication, who, what for, which tick, nth).
//
// Philox 4x64-10 (Salmon et al. 2011, Random123). Nothing is ever "the next number": adding an entity
// or losing a run changes no other draw, which is what makes policies comparable on the same nights.
#pragma once

#include <cstdint>
#include <string_view>

namespace headway::core {

/// 64-bit hash of an entity's name (FNV-1a, finalised by the SplitMix64 mixer). Stable for ever: it
/// is part of the promise that equal scenarios give equal bytes.
std::uint64_t name_hash(std::string_view name);

/// Mixes a second name or number into a hash, for entities addressed by a pair.
std::uint64_t combine(std::uint64_t hash, std::uint64_t more);

/// The uniform that 64 random bits stand for: an odd multiple of 2^-53, so 52 bits centred in their cell.
/// In [2^-53, 1 - 2^-53]; 53 bits and a half would not fit a double, and the last cell would round to 1.
constexpr double open_uniform(std::uint64_t bits) {
  return static_cast<double>(bits >> 11 | 1) * 0x1p-53;
}

/// The luck of one replication.
class Luck {
 public:
  Luck(std::uint64_t seed, std::uint32_t replication) : seed_(seed), replication_(replication) {}

  /// A uniform in the open interval (0, 1), never 0 and never 1 (open_uniform).
  /// `entity` is a name_hash; `purpose` one of the caller's enumeration; `tick` the *nominal* tick's
  /// key (schedule/tick_key.h) or the civil day that the draw belongs to, never a count of what happened;
  /// `draw` the nth for that address. About 10 ns.
  double uniform(std::uint64_t entity, std::uint32_t purpose, std::int64_t tick,
                 std::uint32_t draw = 0) const;

  std::uint64_t seed() const { return seed_; }
  std::uint32_t replication() const { return replication_; }

 private:
  std::uint64_t seed_;
  std::uint32_t replication_;
};

}  // namespace headway::core
