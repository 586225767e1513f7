#include "analysis/spacing/text.h"

#include <fmt/format.h>

#include <cmath>

#include "analysis/forecast/phrases.h"

namespace headway::spacing {
namespace {

using forecast::count_phrase;
using forecast::duration_phrase;
using forecast::percent_digits;
using forecast::share_phrase;

constexpr double kBar = 40;  // characters of a full bar

std::string duration(Duration d) {
  return duration_phrase(to_seconds(d));
}

std::string interval_phrase(const statistics::Estimate& e) {
  if (e.value <= 0) return fmt::format("at most {} %", percent_digits(e.high));
  if (e.value >= 1) return fmt::format("at least {} %", percent_digits(e.low));
  return fmt::format("{}–{} %", percent_digits(e.low), percent_digits(e.high));
}

std::string bar(const statistics::Estimate& e) {
  if (!(e.value > 0)) return "";
  return std::string(static_cast<std::size_t>(std::max(1.0, std::floor(e.value * kBar + 0.5))), '#');
}

const Point& point_at(const Curve& curve, minutes gap) {
  for (const Point& point : curve.points)
    if (point.gap == gap) return point;
  return curve.points.front();
}

std::string level_sentence(const Curve& curve, const LevelGap& level) {
  std::string text = fmt::format("{} % of nights without loss: ", percent_digits(level.no_loss));
  if (!level.gap) return text + "at no gap that was played.";
  const std::string gap = gap_phrase(*level.gap);
  if (*level.until == curve.points.back().gap)
    text += fmt::format("from {} on", gap);
  else if (*level.until == *level.gap)
    text += fmt::format("at {}", gap);
  else
    text += fmt::format("from {} to {}", gap, gap_phrase(*level.until));
  if (level.shown) return text + ", shown with 95 % confidence.";
  text += fmt::format(", as observed; not shown ({} at {})",
                      interval_phrase(point_at(curve, *level.gap).loss), gap_phrase(*level.gap));
  if (level.replications_needed)
    text += fmt::format(", which takes about {}", count_phrase(*level.replications_needed, "replication"));
  if (level.shown_gap) text += fmt::format("; shown at {}", gap_phrase(*level.shown_gap));
  return text + ".";
}

std::string shared_sentence(const Curve& curve) {
  if (curve.pairing.shared_volumes == 0)
    return fmt::format(
        "{} and {} share no volume: no lock of one can refuse the other. What couples them is bandwidth, and "
        "the "
        "workers of the nodes.",
        curve.first, curve.second);
  return fmt::format("{} and {} share {}.", curve.first, curve.second,
                     count_phrase(curve.pairing.shared_volumes, "volume"));
}

}  // namespace

std::string gap_phrase(minutes gap) {
  return gap == minutes::zero() ? "0 min" : duration(gap);
}

std::vector<std::string> sentences(const Curve& curve, const Findings& findings) {
  std::vector<std::string> all{shared_sentence(curve)};
  const statistics::Estimate& least = curve.points[findings.least].loss;
  if (findings.no_gap_helps) {
    all.push_back(
        fmt::format("No gap helps: wherever {} starts, nights lose backups ({} at best, {}), and no gap is "
                    "better than another.",
                    curve.second, gap_phrase(curve.points[findings.least].gap), share_phrase(least)));
    return all;
  }
  if (findings.flat) {
    all.push_back("No gap can be told from another by these replications: there is no knee.");
  } else {
    if (findings.knee)
      all.push_back(fmt::format("The knee is at {}: from there on more distance buys little.",
                                gap_phrase(*findings.knee)));
    const auto [from, until] = *findings.calm;
    all.push_back(fmt::format(
        "Loss is lowest where {} starts {} after {} ({} at {}).", curve.second,
        from == until ? gap_phrase(from) : fmt::format("{} to {}", gap_phrase(from), gap_phrase(until)),
        curve.first, share_phrase(least), gap_phrase(curve.points[findings.least].gap)));
    if (curve.full_circle && until >= from && until != curve.points.back().gap)
      all.push_back(
          fmt::format("Beyond that {} comes too close to the next start of {}: keep {} to it as well.",
                      curve.second, curve.first, gap_phrase(curve.pairing.period - until)));
  }
  for (const LevelGap& level : findings.levels) all.push_back(level_sentence(curve, level));
  return all;
}

std::string curve_text(const Curve& curve, const Findings& findings) {
  std::string text = fmt::format("{} (Longhorn {}): {} after {}\n\n", curve.scenario, curve.longhorn,
                                 curve.second, curve.first);
  text += fmt::format(
      "Probability that a night loses a backup of {} or {}, by how long {} starts after {}.\nThe two stand "
      "to each "
      "other alike every {}. For each gap {} of {}, the same nights for all.\n\n",
      curve.first, curve.second, curve.second, curve.first, gap_phrase(curve.pairing.period),
      count_phrase(curve.replications, "replication"), duration(curve.horizon));
  std::vector<std::vector<std::string>> rows{
      {"gap", fmt::format("{} at", curve.second), "nights lost", "loss", "95 % interval"}};
  for (const Point& point : curve.points) {
    const bool none = point.loss.value <= 0;
    rows.push_back({gap_phrase(point.gap), point.cron,
                    fmt::format("{} of {}", count_phrase(point.nights_with_loss), count_phrase(point.nights)),
                    none ? "none seen" : percent_digits(point.loss.value) + " %", interval_phrase(point.loss),
                    bar(point.loss)});
  }
  text += forecast::table(rows, {true, false, true, true, false});
  text += "\n";
  for (const std::string& sentence : sentences(curve, findings)) text += sentence + "\n";
  return text;
}

}  // namespace headway::spacing
