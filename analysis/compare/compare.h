// Arms compared with the first of them, the base, on the same nights.
//
// All arms have the same seed and number of replications, and luck is addressed by entity and nominal tick
// (schedule/tick_key.h), so replication r means the same nights in all of them. Each measure of each further
// arm is one paired test (analysis/statistics/paired.h); all of them together are one family under Holm's
// procedure, so the chance that even one verdict "better" or "worse" is false is at most the level.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/compare/measures.h"
#include "analysis/statistics/paired.h"
#include "sim/core/time.h"

namespace headway::compare {

/// Family-wise level unless another is stated.
inline constexpr double kLevel = 0.05;

/// One arm, played.
struct Arm {
  std::string name;      ///< "as it stands", a policy, a setting, a scenario's name
  std::string scenario;  ///< its scenario's name
  std::string longhorn;  ///< its version
  Measured measured;
};

enum class Verdict : std::uint8_t { better, worse, no_evidence };
/// "better", "worse", "no evidence".
std::string_view word(Verdict verdict);

/// One measure of one arm against the base.
struct Line {
  std::size_t measure = 0;  ///< index into measure_table()
  statistics::Paired paired;
  double p_adjusted = 1;
  Verdict verdict = Verdict::no_evidence;
  /// Of "no evidence": how many more replications would settle it if the truth were what is observed, at the
  /// strictest level that Holm asks of one of so many tests (level / tests). Nothing where no difference was
  /// seen or fewer than two replications have the measure.
  std::optional<std::int64_t> further;
};

struct ArmComparison {
  std::size_t arm = 0;      ///< index into the arms, from 1
  std::vector<Line> lines;  ///< in the order of measure_table(), those of which nothing is known left out
};

struct Comparison {
  double level = kLevel;
  std::int64_t tests = 0;
  std::vector<ArmComparison> arms;  ///< all but the base
};

/// Preconditions: at least one arm; all with the same number of replications; 0 < level < 1.
/// O(arms x measures x replications).
Comparison compare(std::span<const Arm> arms, double level = kLevel);

/// What a comparison's output says besides its figures.
struct Setting {
  std::uint64_t seed = 0;
  std::int64_t replications = 0;
  Duration horizon{};  ///< of the base
};

}  // namespace headway::compare
