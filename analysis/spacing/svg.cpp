#include "analysis/spacing/svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <vector>

#include "analysis/forecast/phrases.h"
#include "analysis/spacing/text.h"

namespace headway::spacing {
namespace {

// Pixels of the picture and of the plot within it.
constexpr double kWidth = 760, kHeight = 470;
constexpr double kLeft = 74, kRight = 732, kTop = 118, kBottom = 406;
constexpr double kMarkRow = 74, kMarkRowHeight = 17;

constexpr std::string_view kInk = "#1f2328", kFaint = "#59636e", kGrid = "#e4e8ec";
constexpr std::string_view kLine = "#0b5cad", kKnee = "#a34a00", kLevel = "#1a7f37";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  return out;
}

/// The plot's scales: minutes across, a share of nights upwards.
struct Scale {
  double from = 0, to = 1, most = 1;
  double x(double gap) const { return kLeft + (gap - from) / (to - from) * (kRight - kLeft); }
  double y(double share) const { return kBottom - share / most * (kBottom - kTop); }
};

double in_minutes(minutes m) {
  return static_cast<double>(m.count());
}

/// The first of ascending steps that gives at most `most` of them in `span`; the last when none does.
template <std::size_t N>
double step_for(double span, double most, const std::array<double, N>& steps) {
  for (const double step : steps)
    if (span / step <= most) return step;
  return steps.back();
}

constexpr std::array<double, 9> kShareSteps{0.0001, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1};
constexpr std::array<double, 12> kGapSteps{1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 240, 360};

double share_step(double most) {
  return most > 0.6 ? 0.2 : step_for(most, 6, kShareSteps);
}

Scale scale_of(const Curve& curve) {
  Scale scale;
  scale.from = in_minutes(curve.points.front().gap);
  scale.to = in_minutes(curve.full_circle ? curve.pairing.period : curve.points.back().gap);
  if (scale.to <= scale.from) scale.to = scale.from + 1;  // a single gap
  double most = 0;
  for (const Point& p : curve.points) most = std::max(most, p.loss.high);
  const double step = share_step(most);
  scale.most = std::min(1.0, std::max(step, std::ceil(most / step - 1e-9) * step));
  return scale;
}

std::string text_at(double x, double y, std::string_view anchor, std::string_view colour, double size,
                    std::string_view text, std::string_view more = "") {
  return fmt::format(
      R"(<text x="{:.1f}" y="{:.1f}" text-anchor="{}" fill="{}" font-size="{:.3g}"{}>{}</text>)"
      "\n",
      x, y, anchor, colour, size, more, escaped(text));
}

std::string line_at(double x1, double y1, double x2, double y2, std::string_view colour,
                    std::string_view more = "") {
  return fmt::format(R"(<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="{}"{}/>)"
                     "\n",
                     x1, y1, x2, y2, colour, more);
}

std::string axes(const Curve& curve, const Scale& scale) {
  std::string svg;
  const double step = share_step(scale.most);
  for (int i = 0; i * step <= scale.most + 1e-9; ++i) {
    const double y = scale.y(i * step);
    svg += line_at(kLeft, y, kRight, y, i == 0 ? kInk : kGrid);
    svg += text_at(kLeft - 8, y + 4, "end", kFaint, 12, fmt::format("{:.4g} %", i * step * 100));
  }
  const double span = scale.to - scale.from;
  const bool in_hours = span > 240;
  const double gap_step = step_for(span, 13, kGapSteps);
  for (double gap = std::ceil(scale.from / gap_step) * gap_step; gap <= scale.to; gap += gap_step) {
    svg += line_at(scale.x(gap), kBottom, scale.x(gap), kBottom + 5, kInk);
    svg += text_at(scale.x(gap), kBottom + 20, "middle", kFaint, 12,
                   fmt::format("{:.4g}", in_hours ? gap / 60 : gap));
  }
  svg += text_at((kLeft + kRight) / 2, kBottom + 44, "middle", kInk, 13,
                 fmt::format("gap: {} starts so many {} after {}", curve.second,
                             in_hours ? "hours" : "minutes", curve.first));
  svg += text_at(0, 0, "middle", kInk, 13, "nights that lose a backup",
                 fmt::format(R"x( transform="translate(22 {:.1f}) rotate(-90)")x", (kTop + kBottom) / 2));
  return svg;
}

/// Interval band, line and dots. On a full circle the curve goes on to the period, where it is as at 0.
std::string curve_drawn(const Curve& curve, const Scale& scale) {
  std::string upper, lower, line, dots;
  const auto add = [&](double gap, const statistics::Estimate& loss) {
    const double x = scale.x(gap);
    upper += fmt::format("{:.1f},{:.1f} ", x, scale.y(loss.high));
    lower = fmt::format("{:.1f},{:.1f} ", x, scale.y(loss.low)) + lower;
    line += fmt::format("{:.1f},{:.1f} ", x, scale.y(loss.value));
  };
  const double radius = curve.points.size() > 60 ? 1.8 : 3;
  for (const Point& p : curve.points) {
    add(in_minutes(p.gap), p.loss);
    dots += fmt::format(R"(<circle cx="{:.1f}" cy="{:.1f}" r="{:.2g}" fill="{}"/>)"
                        "\n",
                        scale.x(in_minutes(p.gap)), scale.y(p.loss.value), radius, kLine);
  }
  if (curve.full_circle) add(scale.to, curve.points.front().loss);
  lower.pop_back();
  line.pop_back();
  return fmt::format(R"(<polygon points="{}{}" fill="{}" fill-opacity="0.16"/>)"
                     "\n",
                     upper, lower, kLine) +
         fmt::format(
             R"(<polyline points="{}" fill="none" stroke="{}" stroke-width="2" stroke-linejoin="round"/>)"
             "\n",
             line, kLine) +
         dots;
}

struct Mark {
  minutes gap{};
  std::string label;
  std::string_view colour, dash;
};

std::vector<Mark> marks_of(const Curve& curve, const Findings& findings) {
  std::vector<Mark> marks;
  const LevelGap& level = findings.levels[2];
  std::string level_label;
  if (level.gap)
    level_label = fmt::format("95 % of nights without loss: {}{}", gap_phrase(*level.gap),
                              level.shown ? "" : " (observed, not shown)");
  if (findings.knee && level.gap == findings.knee) {
    marks.push_back({*findings.knee, "knee; " + level_label, kKnee, ""});
  } else {
    if (findings.knee) marks.push_back({*findings.knee, "knee: " + gap_phrase(*findings.knee), kKnee, ""});
    if (level.gap) marks.push_back({*level.gap, level_label, kLevel, ""});
  }
  const minutes last = curve.full_circle ? curve.pairing.period : curve.points.back().gap;
  if (curve.pairing.today >= curve.points.front().gap && curve.pairing.today <= last)
    marks.push_back({curve.pairing.today, "today: " + gap_phrase(curve.pairing.today), kFaint,
                     R"( stroke-dasharray="4 4")"});
  return marks;
}

/// Each mark has a row of its own above the plot for its label, in an order in which no line runs through a
/// label where that can be helped; a white rim keeps the others legible.
std::string marks_drawn(std::vector<Mark> marks, const Scale& scale) {
  const auto to_the_right = [&](const Mark& m) { return scale.x(in_minutes(m.gap)) < (kLeft + kRight) / 2; };
  std::stable_sort(marks.begin(), marks.end(), [&](const Mark& a, const Mark& b) {
    if (to_the_right(a) != to_the_right(b)) return to_the_right(a);
    return to_the_right(a) ? a.gap < b.gap : a.gap > b.gap;
  });
  std::string lines, labels;
  double row = kMarkRow;
  for (const Mark& mark : marks) {
    const double x = scale.x(in_minutes(mark.gap));
    lines +=
        line_at(x, row - 10, x, kBottom, mark.colour, fmt::format(R"( stroke-width="1.5"{})", mark.dash));
    labels +=
        text_at(to_the_right(mark) ? x + 6 : x - 6, row, to_the_right(mark) ? "start" : "end", mark.colour,
                12, mark.label, R"( stroke="#ffffff" stroke-width="3" paint-order="stroke")");
    row += kMarkRowHeight;
  }
  return lines + labels;
}

}  // namespace

std::string curve_svg(const Curve& curve, const Findings& findings) {
  const Scale scale = scale_of(curve);
  const std::string title =
      fmt::format("{} after {}: how many nights lose a backup", curve.second, curve.first);
  const std::string about =
      fmt::format("{}, Longhorn {}; {} of {} for each gap; band: 95 % interval", curve.scenario,
                  curve.longhorn, forecast::count_phrase(curve.replications, "replication"),
                  forecast::duration_phrase(to_seconds(curve.horizon)));
  // About half the font's size for each letter: long names get smaller ones.
  const auto fitting = [](double size, const std::string& text) {
    return std::min(size, (kWidth - 40) / (0.56 * static_cast<double>(text.size())));
  };
  std::string svg = fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="img" )"
      R"(font-family="Helvetica, Arial, sans-serif">)"
      "\n",
      kWidth, kHeight);
  svg += fmt::format("<title>{}</title>\n<desc>{}</desc>\n", escaped(title), escaped(about));
  svg +=
      fmt::format(R"(<rect x="0.5" y="0.5" width="{}" height="{}" rx="6" fill="#ffffff" stroke="#d0d7de"/>)"
                  "\n",
                  kWidth - 1, kHeight - 1);
  svg += text_at(20, 30, "start", kInk, fitting(17, title), title, R"( font-weight="bold")");
  svg += text_at(20, 50, "start", kFaint, fitting(12, about), about);
  svg += axes(curve, scale);
  svg += marks_drawn(marks_of(curve, findings), scale);
  svg += curve_drawn(curve, scale);
  if (findings.no_gap_helps)
    svg += text_at((kLeft + kRight) / 2, (kTop + kBottom) / 2, "middle", kKnee, 20, "No gap helps");
  return svg + "</svg>\n";
}

}  // namespace headway::spacing
