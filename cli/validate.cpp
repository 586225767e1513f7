// headway validate SCENARIO…: every error with file, line, column and JSON pointer.
#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/options.h"
#include "cli/verb.h"
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

}  // namespace

int validate(const std::vector<std::string>& arguments) {
  Options options(
      "headway validate SCENARIO… [options]",
      "Checks scenario files: form and meaning. Prints every error with its place and what is expected\n"
      "there. Exit status 0 when all are valid, 2 when one is not. \"-\" reads standard input.");
  options.add()("set", boost::program_options::value<std::vector<std::string>>()->composing(),
                "PATH=VALUE: change a value before checking (repeatable)")("json",
                                                                           "print the result as JSON");
  options.positional("scenario", -1, "files");
  if (!options.parse(arguments)) return kDone;
  const auto files = options.all("scenario");
  if (files.empty()) throw UsageError("no scenario given\nUsage: headway validate SCENARIO…");

  bool all_valid = true;
  nlohmann::ordered_json report = nlohmann::ordered_json::array();
  for (const std::string& path : files) {
    const io::ReadResult result =
        io::read_scenario(read_file(path), path == "-" ? "standard input" : path, options.all("set"));
    all_valid = all_valid && result.scenario.has_value();
    if (options.has("json")) {
      report.push_back(to_json(path, result));
      continue;
    }
    for (const std::string& warning : result.warnings) std::cerr << "warning: " << warning << "\n";
    if (result.scenario)
      std::cout << counts(path, *result.scenario) << "\n";
    else
      std::cerr << io::format_errors(result) << "\n";
  }
  if (options.has("json"))
    std::cout << report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
  return all_valid ? kDone : kBadInput;
}

}  // namespace headway::cli
