// What replaying recorded reference data found: shared by the lock, cron and flow conformance.
//
// A case is what the data's description calls one: one lock request, one latency pair, one expression with
// its start, one flow. Counts are exact; the lists of texts are bounded so that a file of garbage cannot fill
// the memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace headway::io {

/// cases = agree + disagree + ambiguous.
struct ConformReport {
  std::int64_t cases = 0;
  std::int64_t agree = 0;
  std::int64_t disagree = 0;
  std::int64_t ambiguous = 0;         ///< either answer is legitimate
  std::optional<double> max_error_s;  ///< flows only: largest distance of a completion time, seconds
  std::map<std::string, std::array<std::int64_t, 3>> by_class;  ///< agree, disagree, ambiguous
  std::vector<std::string> disagreements;  ///< a line each, with both answers; the first kMostConformTexts
  std::vector<std::string> problems;  ///< lines that could not be read or are not for this command; alike
};

inline constexpr std::size_t kMostConformTexts = 1000;

/// Appends a text unless the list is full.
inline void note(std::vector<std::string>& list, std::string text) {
  if (list.size() < kMostConformTexts) list.push_back(std::move(text));
}

enum class Verdict { agree, disagree, ambiguous };

/// Counts one case of a class. `difference` says both answers; kept for a disagreement only.
inline void count_case(ConformReport& report, const std::string& of_class, Verdict verdict,
                       std::string difference = {}) {
  const auto which = static_cast<std::size_t>(verdict);
  ++report.cases;
  ++(verdict == Verdict::agree      ? report.agree
     : verdict == Verdict::disagree ? report.disagree
                                    : report.ambiguous);
  ++report.by_class[of_class][which];
  if (verdict == Verdict::disagree) note(report.disagreements, std::move(difference));
}

}  // namespace headway::io
