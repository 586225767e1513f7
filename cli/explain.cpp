// headway explain RESULTS OPERATION…: the causal chain of a failure, from one replication played again.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "analysis/explain/explanation.h"
#include "analysis/explain/text.h"
#include "analysis/explain/trace.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "cli/verb.h"
#include "cli/version.h"

namespace headway::cli {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

constexpr std::string_view kRunPrefix = "run:", kMachinePrefix = "vm:", kVolumePrefix = "volume:";

struct Call {
  std::string results;
  explain::Question question;
  std::vector<std::string> first_of;  ///< "vm:NAME" and "volume:NAME", as written
  bool all_failures = false, json = false;
};

std::uint64_t read_number(std::string_view text, std::string_view whole) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number == 0)
    throw UsageError(
        fmt::format("found \"{}\", expected the number of an operation as operations.csv has it, or "
                    "run:NUMBER as runs.csv has it",
                    whole));
  return number;
}

std::optional<Call> read_call(const std::vector<std::string>& arguments) {
  Options options(
      "headway explain RESULTS OPERATION… [options]",
      "Says why operations failed: what happened, who held the lock and was doing what, which timer\n"
      "ended it, what users saw, what followed and what would have avoided it. RESULTS is a results\n"
      "folder (headway run -o), or a scenario file; OPERATION a number from operations.csv, or\n"
      "run:NUMBER from runs.csv. The replication is played again to find out.");
  options.add()("replication", po::value<std::uint32_t>()->default_value(0), "which replication")(
      "all-failures", "every failed operation and skipped run, the earliest first")(
      "most", po::value<std::size_t>()->default_value(20), "of --all-failures at most so many of each")(
      "json", "print JSON");
  options.positional("results", 1, "results folder");
  options.positional("operation", -1, "operations");
  if (!options.parse(arguments)) return std::nullopt;
  Call call;
  const auto results = options.all("results");
  if (results.empty())
    throw UsageError("no results given\nUsage: headway explain RESULTS OPERATION… [options]");
  call.results = results.front();
  call.question.replication = options.get<std::uint32_t>("replication");
  for (const std::string& word : options.all("operation")) {
    const bool run = word.starts_with(kRunPrefix);
    if (word.starts_with(kMachinePrefix) || word.starts_with(kVolumePrefix))
      call.first_of.push_back(word);
    else if (run)
      call.question.runs.push_back(read_number(std::string_view(word).substr(kRunPrefix.size()), word));
    else
      call.question.operations.push_back(read_number(word, word));
  }
  call.all_failures = options.has("all-failures");
  call.json = options.has("json");
  if (call.all_failures) call.question.failures = options.get<std::size_t>("most");
  const bool asked =
      !call.question.operations.empty() || !call.question.runs.empty() || !call.first_of.empty();
  if (asked == call.all_failures)
    throw UsageError(
        "expected either operations or --all-failures\nUsage: headway explain RESULTS OPERATION… [options]");
  return call;
}

/// A folder that another version wrote may number its operations otherwise.
void check_version(const fs::path& manifest) {
  const auto parsed = nlohmann::json::parse(read_file(manifest.string()), nullptr, false);
  const auto headway = parsed.is_object() ? parsed.find("headway") : parsed.end();
  if (headway == parsed.end() || !headway->is_string())
    throw UsageError(manifest.string() +
                     ": found no \"headway\", expected a manifest that headway run wrote");
  if (headway->get<std::string>() == kVersion) return;
  std::cerr << "warning: " << manifest.string() << ": written by headway " << headway->get<std::string>()
            << ", this is " << kVersion << ": its operations may have other numbers and other ends\n";
}

model::Scenario scenario_of(const std::string& results) {
  if (!fs::is_directory(results)) return load_scenario(results, {});
  const fs::path folder(results);
  if (!fs::exists(folder / "scenario.json"))
    throw UsageError(results + ": holds no scenario.json, expected a results folder (headway run -o)");
  check_version(folder / "manifest.json");
  return load_scenario((folder / "scenario.json").string(), {});
}

/// The machine or volume of that name. Throws UsageError.
explain::FirstFailure entity_of(const model::Scenario& scenario, const std::string& word) {
  explain::FirstFailure out;
  out.of_machine = word.starts_with(kMachinePrefix);
  const std::string name = word.substr(out.of_machine ? kMachinePrefix.size() : kVolumePrefix.size());
  const auto look = [&](const auto& all, std::string_view what) {
    std::vector<std::string> known;
    for (const auto& one : all) {
      if (one.name == name) return out;
      known.push_back(one.name);
      ++out.index;
    }
    throw UsageError(
        fmt::format("found \"{}\", expected the name of a {}{}", word, what, suggestion(name, known)));
  };
  return out.of_machine ? look(scenario.machines, "virtual machine") : look(scenario.volumes, "volume");
}

std::vector<explain::Explanation> explain_all(const Call& call, const model::Scenario& scenario,
                                              const explain::Trace& trace) {
  std::vector<explain::Explanation> out;
  const auto unknown = [&](std::string_view what, std::uint64_t number) {
    return UsageError(
        fmt::format("{} {}: there is none in replication {}; operations.csv and runs.csv list what there is",
                    what, number, call.question.replication));
  };
  std::vector<std::uint64_t> operations = call.question.operations, runs = call.question.runs;
  for (std::size_t k = 0; k < call.first_of.size(); ++k) {
    if (trace.first_of[k] == 0)
      throw UsageError(fmt::format("{}: nothing of it failed in replication {}", call.first_of[k],
                                   call.question.replication));
    operations.push_back(trace.first_of[k]);
  }
  operations.insert(operations.end(), trace.failed.begin(), trace.failed.end());
  runs.insert(runs.end(), trace.skipped_runs.begin(), trace.skipped_runs.end());
  for (const std::uint64_t id : operations) {
    if (trace.find(id) == nullptr) throw unknown("operation", id);
    out.push_back(explain::explain_operation(scenario, trace, id));
  }
  for (const std::uint64_t id : runs) {
    if (trace.runs.count(id) == 0) throw unknown("run", id);
    out.push_back(explain::explain_run(scenario, trace, id));
  }
  return out;
}

}  // namespace

int explain(const std::vector<std::string>& arguments) {
  const auto read = read_call(arguments);
  if (!read) return kDone;
  Call call = *read;
  const model::Scenario scenario = scenario_of(call.results);
  for (const std::string& word : call.first_of) call.question.first_of.push_back(entity_of(scenario, word));
  if (call.question.replication >= scenario.chance.replications)
    throw UsageError(fmt::format("--replication: found {}, expected a number from 0 to {}",
                                 call.question.replication, scenario.chance.replications - 1));
  const explain::Trace trace = explain::trace_of(scenario, call.question);
  const std::vector<explain::Explanation> all = explain_all(call, scenario, trace);
  if (call.json) {
    std::cout << explain::explanations_json(scenario, all);
    return kDone;
  }
  for (const explain::Explanation& e : all)
    std::cout << (&e == all.data() ? "" : "\n\n") << explain::explanation_text(scenario, e, wants_colour());
  if (call.all_failures) {
    std::cout << (all.empty() ? "" : "\n")
              << fmt::format("{} of {} failed operations and {} of {} skipped runs shown.\n",
                             trace.failed.size(), trace.all_failed, trace.skipped_runs.size(),
                             trace.all_skipped);
  }
  return kDone;
}

}  // namespace headway::cli
