#include "analysis/check/judge.h"

#include <fmt/format.h>

#include "analysis/compare/phrases.h"
#include "analysis/statistics/holm.h"
#include "analysis/statistics/paired.h"
#include "sim/record/printing.h"

namespace headway::check {
namespace {

/// One measure, before the family is judged.
struct Test {
  const compare::MeasureInfo* info;
  Tolerance tolerance;
  double allowed;
  statistics::Paired paired;
};

std::string found(const Test& test, double p_adjusted) {
  const statistics::Paired& paired = test.paired;
  if (paired.n == 0) return "Nothing of the kind happened.";
  if (paired.none_differs)
    return fmt::format("{}, as in the baseline.", compare::value_phrase(*test.info, paired.mean_after));
  std::string text = fmt::format("{} in the baseline, now {}; difference {}",
                                 compare::value_phrase(*test.info, paired.mean_before),
                                 compare::value_phrase(*test.info, paired.mean_after),
                                 compare::difference_phrase(*test.info, paired.difference));
  if (paired.n < 2) return text + ". One replication shows nothing.";
  return text + fmt::format(" (95 % interval), p {} (Holm).", compare::p_phrase(p_adjusted));
}

}  // namespace

std::vector<Case> expect_cases(std::span<const forecast::Verdict> verdicts) {
  using Status = forecast::Verdict::Status;
  std::vector<Case> cases;
  for (const forecast::Verdict& verdict : verdicts) {
    Case line;
    line.kind = Case::Kind::expect;
    line.status = verdict.status == Status::met       ? Case::Status::holds
                  : verdict.status == Status::not_met ? Case::Status::violated
                                                      : Case::Status::error;
    line.name = verdict.metric;
    line.demand = verdict.demand;
    line.reason = verdict.reason;
    if (line.reason.empty())
      line.reason = fmt::format("{}: {}.", verdict.bound != verdict.figure ? "Bound" : "Observed",
                                record::number_text(verdict.bound));
    line.figures = {{"observed", verdict.figure}, {"bound", verdict.bound}};
    cases.push_back(std::move(line));
  }
  return cases;
}

std::vector<Case> baseline_cases(const Baseline& baseline, const Baseline& now,
                                 std::span<const Tolerance> tolerances, double level) {
  std::vector<Test> tests;
  std::vector<double> p_values;
  for (std::size_t m = 0; m < compare::measure_table().size(); ++m) {
    const compare::MeasureInfo& info = compare::measure_table()[m];
    const auto before = baseline.measures.find(std::string(info.name));
    const auto after = now.measures.find(std::string(info.name));
    if (before == baseline.measures.end() || after == now.measures.end()) continue;
    const statistics::Paired paired = statistics::paired_difference(before->second, after->second);
    if (info.only_where_known && paired.n == 0) continue;
    const double allowed = paired.n > 0 ? allowance(tolerances[m], paired.mean_before) : 0;
    tests.push_back({&info, tolerances[m], allowed, paired});
    p_values.push_back(statistics::p_value_above(paired, allowed));
  }
  const std::vector<double> adjusted = statistics::holm_adjusted(p_values);
  std::vector<Case> cases;
  for (std::size_t i = 0; i < tests.size(); ++i) {
    const Test& test = tests[i];
    Case line;
    line.kind = Case::Kind::baseline;
    const bool violated = adjusted[i] <= level && test.paired.difference.value > test.allowed;
    line.status = violated ? Case::Status::violated : Case::Status::holds;
    line.name = test.info->name;
    line.demand = fmt::format("at most {} above the baseline", tolerance_phrase(test.tolerance));
    line.reason = found(test, adjusted[i]);
    line.figures = {{"before", test.paired.mean_before},
                    {"after", test.paired.mean_after},
                    {"difference", test.paired.difference.value},
                    {"ci95_low", test.paired.difference.low},
                    {"ci95_high", test.paired.difference.high},
                    {"allowed", test.allowed},
                    {"p_adjusted", adjusted[i]}};
    cases.push_back(std::move(line));
  }
  return cases;
}

}  // namespace headway::check
