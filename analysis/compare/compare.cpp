#include "analysis/compare/compare.h"

#include "analysis/statistics/holm.h"

namespace headway::compare {

std::string_view word(Verdict verdict) {
  switch (verdict) {
    case Verdict::better:
      return "better";
    case Verdict::worse:
      return "worse";
    case Verdict::no_evidence:
      return "no evidence";
  }
  return {};
}

Comparison compare(std::span<const Arm> arms, double level) {
  Comparison comparison;
  comparison.level = level;
  std::vector<double> p_values;
  for (std::size_t a = 1; a < arms.size(); ++a) {
    ArmComparison& against = comparison.arms.emplace_back();
    against.arm = a;
    for (std::size_t m = 0; m < measure_table().size(); ++m) {
      Line line;
      line.measure = m;
      line.paired =
          statistics::paired_difference(arms.front().measured.by_measure[m], arms[a].measured.by_measure[m]);
      if (measure_table()[m].only_where_known && line.paired.n == 0) continue;
      p_values.push_back(line.paired.p_value);
      against.lines.push_back(line);
    }
  }
  comparison.tests = static_cast<std::int64_t>(p_values.size());
  const std::vector<double> adjusted = statistics::holm_adjusted(p_values);
  std::size_t test = 0;
  for (ArmComparison& against : comparison.arms) {
    for (Line& line : against.lines) {
      line.p_adjusted = adjusted[test++];
      if (line.p_adjusted <= level && line.paired.difference.value != 0) {
        // Of every measure less is better.
        line.verdict = line.paired.difference.value < 0 ? Verdict::better : Verdict::worse;
      } else if (line.paired.n >= 2 && !line.paired.none_differs) {
        line.further =
            statistics::further_replications(line.paired, level / static_cast<double>(comparison.tests));
      }
    }
  }
  return comparison;
}

}  // namespace headway::compare
