// headway validate SCENARIO…: every error with file, line, column and JSON pointer; on request, what
// Harvester's webhook would say of the VM schedules.
#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "analysis/admission/report.h"
#include "cli/options.h"
#include "cli/verb.h"
#include "sim/io/amounts.h"
#include "sim/io/scenario_reader.h"

namespace headway::cli {
namespace {

nlohmann::ordered_json to_json(const std::string& path, const io::ReadResult& result) {
  nlohmann::ordered_json errors = nlohmann::ordered_json::array();
  for (const io::InputError& e : result.errors)
    errors.push_back({{"file", e.file},
                      {"line", e.line},
                      {"column", e.column},
                      {"pointer", e.pointer},
                      {"found", e.found},
                      {"expected", e.expected},
                      {"suggestion", e.suggestion}});
  return {{"file", path},
          {"valid", result.scenario.has_value()},
          {"errors", errors},
          {"more_errors", result.more_errors},
          {"warnings", result.warnings}};
}

/// "x.json: valid (120 volumes, 2 schedules, 3 nodes, Longhorn 1.7.2)"; events only where there are some.
std::string counts(const std::string& path, const model::Scenario& scenario) {
  const std::string events =
      scenario.events.empty() ? std::string{} : fmt::format("{} events, ", scenario.events.size());
  return fmt::format("{}: valid ({} volumes, {} schedules, {} nodes, {}Longhorn {})", path,
                     scenario.volumes.size(), model::schedule_count(scenario), scenario.nodes.size(), events,
                     scenario.platform.longhorn);
}

/// Whether the webhook is asked, and when the schedules are sent to it.
struct Admission {
  bool wanted = false;
  std::optional<Instant> at;
};

Admission read_admission(const Options& options) {
  Admission out;
  out.wanted = options.has("admission");
  const auto text = options.maybe<std::string>("at");
  if (!text) return out;
  if (!out.wanted) throw UsageError("--at is the instant of --admission: give both");
  out.at = io::parse_instant(*text);
  if (!out.at)
    throw UsageError("--at: found \"" + *text + "\", expected an instant such as 2024-06-10T02:03:00Z");
  return out;
}

}  // namespace

int validate(const std::vector<std::string>& arguments) {
  Options options(
      "headway validate SCENARIO… [options]",
      "Checks scenario files: form and meaning. Prints every error with its place and what is expected\n"
      "there. With --admission also what Harvester's webhook says of the VM schedules. Exit status 0 when\n"
      "all are valid, 1 when the webhook refuses one at the instant or in some minute, 2 when one is not\n"
      "valid. \"-\" reads standard input.");
  options.add()("set", boost::program_options::value<std::vector<std::string>>()->composing(),
                "PATH=VALUE: change a value before checking (repeatable)")(
      "admission", "whether Harvester's webhook admits the VM schedules, and in which minutes of a day")(
      "at", boost::program_options::value<std::string>(),
      "with --admission: the instant at which they are submitted, RFC 3339")("json",
                                                                             "print the result as JSON");
  options.positional("scenario", -1, "files");
  if (!options.parse(arguments)) return kDone;
  const auto files = options.all("scenario");
  if (files.empty()) throw UsageError("no scenario given\nUsage: headway validate SCENARIO…");

  const Admission asked = read_admission(options);
  bool all_valid = true, all_admitted = true;
  nlohmann::ordered_json report = nlohmann::ordered_json::array();
  for (const std::string& path : files) {
    const io::ReadResult result =
        io::read_scenario(read_file(path), path == "-" ? "standard input" : path, options.all("set"));
    all_valid = all_valid && result.scenario.has_value();
    if (options.has("json")) {
      report.push_back(to_json(path, result));
      if (!asked.wanted || !result.scenario) continue;
      auto said = admission::report_json(*result.scenario, asked.at);
      all_admitted = all_admitted && said["accepted"].get<bool>();
      report.back()["admission"] = std::move(said);
      continue;
    }
    for (const std::string& warning : result.warnings) std::cerr << "warning: " << warning << "\n";
    if (!result.scenario) {
      std::cerr << io::format_errors(result) << "\n";
      continue;
    }
    std::cout << counts(path, *result.scenario) << "\n";
    if (!asked.wanted) continue;
    const admission::Report said = admission::report_of(*result.scenario, asked.at);
    std::cout << said.text;
    all_admitted = all_admitted && said.all_accepted;
  }
  if (options.has("json"))
    std::cout << report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
  return !all_valid ? kBadInput : all_admitted ? kDone : kDoesNotHold;
}

}  // namespace headway::cli
