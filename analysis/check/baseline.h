// What a scenario once gave: the measures of every replication, kept so that a later check compares the same
// nights pair by pair.
//
// A baseline belongs to a scenario file, a seed, a number of replications and a counted length of time; with
// any other the pairs would not be the same nights, and it is refused. What may differ is what is on trial:
// headway's version, and the settings and the policy of the call.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/compare/measures.h"
#include "sim/model/scenario.h"

namespace headway::check {

struct Baseline {
  std::string scenario;               ///< its name
  std::string headway;                ///< version that wrote it
  std::string scenario_hash;          ///< file_hash of the scenario file
  std::vector<std::string> settings;  ///< --set and --policy of the call that wrote it
  std::uint64_t seed = 0;
  std::int64_t replications = 0;
  double counted_s = 0;                                 ///< horizon less warm-up
  std::string fingerprint;                              ///< 16 hexadecimal digits
  std::map<std::string, std::vector<double>> measures;  ///< by name; NaN where nothing happened
};

/// Hash of a scenario file's meaning: its JSON without comments and layout, and without what does not change
/// a night ("about", "$schema", "expect") or is compared by itself ("random"). "fnv1a64:" and 16 digits.
std::string file_hash(std::string_view scenario_text);

/// `hash`: file_hash of the file; `settings`: the call's.
Baseline make_baseline(const model::Scenario& scenario, std::string hash, std::vector<std::string> settings,
                       std::string headway_version, const compare::Measured& measured);

/// As JSON, a newline at the end; values exactly, NaN as null. Equal baselines give equal bytes.
std::string baseline_json(const Baseline& baseline);

struct ReadBaseline {
  std::optional<Baseline> baseline;
  std::string error;  ///< a sentence without the file's name; empty when read
};
/// Reads any bytes: a baseline or an error, never an exception.
ReadBaseline read_baseline(std::string_view text);

/// Why the baseline cannot be compared with what `now` would become, as one sentence for each reason joined
/// by blanks; empty when it can.
std::string refusal(const Baseline& baseline, const Baseline& now);

/// The file's name in a folder of baselines: the scenario's name and ".json", bytes other than letters,
/// digits,
/// '.', '_' and '-' (and a '.' at the beginning) as %XX. Two names never share a file.
std::string baseline_file(std::string_view scenario_name);

/// Largest file that is read.
inline constexpr std::size_t kMaxBaselineBytes = 1u << 30;

}  // namespace headway::check
