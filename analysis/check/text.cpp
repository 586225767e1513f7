#include <fmt/format.h>

#include <algorithm>

#include "analysis/check/report.h"
#include "analysis/forecast/phrases.h"

namespace headway::check {
namespace {

using forecast::count_phrase;

std::string painted(std::string_view code, std::string_view text, bool colour) {
  return colour ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

std::string_view code(Case::Status status) {
  switch (status) {
    case Case::Status::holds:
      return "32";
    case Case::Status::violated:
      return "31";
    case Case::Status::error:
      return "33";
  }
  return "0";
}

/// "  violated  backups.lost at most 0. Observed: 3."
std::string line_text(const Case& line, bool colour) {
  std::string what = line.name;
  if (!line.demand.empty()) what += " " + line.demand;
  if (line.kind == Case::Kind::baseline) what = "baseline: " + what;
  return fmt::format("  {}  {}. {}\n",
                     painted(code(line.status), fmt::format("{:<8}", word(line.status)), colour), what,
                     line.reason);
}

}  // namespace

std::string_view word(Case::Kind kind) {
  switch (kind) {
    case Case::Kind::input:
      return "input";
    case Case::Kind::expect:
      return "expect";
    case Case::Kind::baseline:
      return "baseline";
  }
  return {};
}

std::string_view word(Case::Status status) {
  switch (status) {
    case Case::Status::holds:
      return "holds";
    case Case::Status::violated:
      return "violated";
    case Case::Status::error:
      return "error";
  }
  return {};
}

Counts count(std::span<const Case> cases) {
  Counts counts;
  for (const Case& line : cases) {
    counts.holds += line.status == Case::Status::holds;
    counts.violated += line.status == Case::Status::violated;
    counts.errors += line.status == Case::Status::error;
  }
  return counts;
}

Counts count(std::span<const Suite> suites) {
  Counts sum;
  for (const Suite& suite : suites) {
    const Counts counts = count(suite.cases);
    sum.holds += counts.holds;
    sum.violated += counts.violated;
    sum.errors += counts.errors;
  }
  return sum;
}

std::string report_text(std::span<const Suite> suites, bool colour) {
  std::string text;
  for (const Suite& suite : suites) {
    text += painted("1", suite.file, colour);
    if (suite.replications > 0)
      text += fmt::format(" ({}, {})", suite.scenario, count_phrase(suite.replications, "replication"));
    text += "\n";
    // Baselines that hold are one line: there is one for each measure of each scenario.
    std::int64_t baselines_hold = 0;
    for (const Case& line : suite.cases) {
      if (line.kind == Case::Kind::baseline && line.status == Case::Status::holds)
        ++baselines_hold;
      else
        text += line_text(line, colour);
    }
    if (baselines_hold > 0)
      text += fmt::format("  {}  baseline: {}.\n",
                          painted(code(Case::Status::holds), fmt::format("{:<8}", "holds"), colour),
                          count_phrase(baselines_hold, "measure"));
    if (suite.cases.empty()) text += "  nothing to judge: it has no \"expect\"\n";
    for (const std::string& note : suite.notes) text += fmt::format("  {}\n", note);
  }
  const Counts counts = count(suites);
  const auto part = [&](std::int64_t n, Case::Status status, std::string_view one, std::string_view many) {
    const std::string sentence = fmt::format("{} {}", count_phrase(n), n == 1 ? one : many);
    return n == 0 && status != Case::Status::holds ? sentence : painted(code(status), sentence, colour);
  };
  return text + fmt::format("\n{}: {}, {}, {}.\n",
                            count_phrase(static_cast<std::int64_t>(suites.size()), "scenario"),
                            part(counts.holds, Case::Status::holds, "line holds", "lines hold"),
                            part(counts.violated, Case::Status::violated, "is violated", "are violated"),
                            part(counts.errors, Case::Status::error, "cannot be judged", "cannot be judged"));
}

}  // namespace headway::check
