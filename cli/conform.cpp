// headway conform locks|cron|flows FILE…: recorded reference data replayed through the models.
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/options.h"
#include "cli/verb.h"
#include "sim/io/conform/cron.h"
#include "sim/io/conform/flows.h"
#include "sim/io/conform/locks.h"

namespace headway::cli {
namespace {

void print(const io::ConformReport& report) {
  for (const std::string& line : report.disagreements) std::cout << line << "\n";
  std::cout << fmt::format("{:<24} {:>9} {:>9} {:>9}\n", "class", "agree", "disagree", "ambiguous");
  for (const auto& [name, counts] : report.by_class)
    std::cout << fmt::format("{:<24} {:>9} {:>9} {:>9}\n", name, counts[0], counts[1], counts[2]);
  std::cout << fmt::format("{:<24} {:>9} {:>9} {:>9}\n", "all", report.agree, report.disagree,
                           report.ambiguous);
  if (report.max_error_s) std::cout << fmt::format("largest error: {:.3g} s\n", *report.max_error_s);
}

}  // namespace

int conform(const std::vector<std::string>& arguments) {
  Options options(
      "headway conform locks|cron|flows FILE… [options]",
      "Replays recorded reference data (JSON lines, tests/data/reference/README.md) through headway's own\n"
      "models and prints every disagreement with both answers. Exit status 1 if any disagrees.");
  options.add()("json", "print the counts as JSON");
  options.positional("arguments", -1, "kind and files");
  if (!options.parse(arguments)) return kDone;
  auto words = options.all("arguments");
  if (words.size() < 2)
    throw UsageError("expected a kind and at least one file\nUsage: headway conform locks|cron|flows FILE…");

  void (*replay)(std::istream&, std::string_view, io::ConformReport&) = nullptr;
  if (words[0] == "locks")
    replay = [](std::istream& in, std::string_view name, io::ConformReport& to) {
      io::conform_locks(in, name, to);
    };
  if (words[0] == "cron") replay = io::conform_cron;
  if (words[0] == "flows") replay = io::conform_flows;
  if (replay == nullptr)
    throw UsageError("unknown kind \"" + words[0] + "\": expected locks, cron or flows" +
                     suggestion(words[0], {"locks", "cron", "flows"}));

  io::ConformReport report;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i] == "-") {
      replay(std::cin, "standard input", report);
      continue;
    }
    std::ifstream file(words[i], std::ios::binary);
    if (!file) throw UsageError(words[i] + ": cannot be read: " + std::strerror(errno));
    replay(file, words[i], report);
  }
  for (const std::string& problem : report.problems) std::cerr << problem << "\n";
  if (options.has("json")) {
    nlohmann::ordered_json out = {{"cases", report.cases},
                                  {"agree", report.agree},
                                  {"disagree", report.disagree},
                                  {"ambiguous", report.ambiguous}};
    if (report.max_error_s) out["max_error_s"] = *report.max_error_s;
    std::cout << out.dump() << "\n";
  } else {
    print(report);
  }
  if (!report.problems.empty()) return kBadInput;
  return report.disagree > 0 ? kDoesNotHold : kDone;
}

}  // namespace headway::cli
