#include "analysis/compare/text.h"

#include <fmt/format.h>

#include <array>

#include "analysis/compare/phrases.h"
#include "analysis/forecast/phrases.h"

namespace headway::compare {
namespace {

using forecast::count_phrase;
using Rows = std::vector<std::vector<std::string>>;

std::string painted(std::string_view code, std::string_view text, bool colour) {
  return colour ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

/// What the last column says.
std::string settling(const Line& line) {
  if (line.verdict != Verdict::no_evidence) return {};
  if (line.paired.n == 0) return "nothing of the kind";
  if (line.paired.none_differs) return "no difference seen";
  if (!line.further) return "needs 2 replications";
  const std::string number = count_phrase(*line.further);
  return *line.further >= statistics::kMostFurtherReplications ? number + " or more" : number;
}

/// "better in 3 of 10 measures, worse in none, no evidence in 7".
std::string headline(const ArmComparison& against, bool colour) {
  std::array<std::int64_t, 3> counts{};
  for (const Line& line : against.lines) ++counts[static_cast<std::size_t>(line.verdict)];
  const auto part = [&](Verdict verdict, std::string_view code) {
    const std::int64_t n = counts[static_cast<std::size_t>(verdict)];
    const std::string text = fmt::format("{} in {}", word(verdict), n == 0 ? "none" : std::to_string(n));
    return n == 0 ? text : painted(code, text, colour);
  };
  return fmt::format("{}, {}, {}, of {} measures", part(Verdict::better, "32"), part(Verdict::worse, "31"),
                     part(Verdict::no_evidence, "0"), against.lines.size());
}

std::string span_phrase(Duration d) {
  const std::int64_t days = d / hours{24};
  return days > 0 && d == days * hours{24} ? count_phrase(days, "day")
                                           : forecast::duration_phrase(to_seconds(d));
}

std::string arms_text(std::span<const Arm> arms) {
  Rows rows{{"arm", "scenario", "Longhorn", "due backups per replication"}};
  for (std::size_t i = 0; i < arms.size(); ++i) {
    rows.push_back({arms[i].name + (i == 0 ? " (base)" : ""), arms[i].scenario,
                    arms[i].longhorn.empty() ? "-" : arms[i].longhorn,
                    fmt::format("{:.10g}", arms[i].measured.due_mean)});
  }
  return forecast::table(rows, {false, false, false, true});
}

}  // namespace

std::string comparison_text(const Setting& setting, std::span<const Arm> arms, const Comparison& comparison,
                            bool colour) {
  std::string text = fmt::format("{}, {} of {}, the same nights for all.\n\n{}",
                                 count_phrase(static_cast<std::int64_t>(arms.size()), "arm"),
                                 count_phrase(setting.replications, "replication"),
                                 span_phrase(setting.horizon), arms_text(arms));
  for (const ArmComparison& against : comparison.arms) {
    text += fmt::format("\n{} against {}: {}\n", painted("1", arms[against.arm].name, colour),
                        arms.front().name, headline(against, colour));
    Rows rows{{"per replication", "before", "after", "difference (95 % interval)", "p (Holm)", "verdict",
               "more replications"}};
    for (const Line& line : against.lines) {
      const MeasureInfo& measure = measure_table()[line.measure];
      rows.push_back({std::string(measure.title), value_phrase(measure, line.paired.mean_before),
                      value_phrase(measure, line.paired.mean_after),
                      difference_phrase(measure, line.paired.difference), p_phrase(line.p_adjusted),
                      std::string(word(line.verdict)), settling(line)});
    }
    text += forecast::table(rows, {false, true, true, false, true, false, true});
  }
  text += fmt::format(
      "\nOf every measure less is better. The verdicts hold together: the chance that even one of the {} "
      "tests\n"
      "calls a difference that is none is at most {:.10g} % (Holm). Each interval holds for itself alone.\n",
      comparison.tests, comparison.level * 100);
  return text;
}

}  // namespace headway::compare
