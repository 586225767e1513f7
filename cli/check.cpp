// headway check SCENARIO…: whether scenarios keep their expectations and baselines.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "analysis/check/baseline.h"
#include "analysis/check/judge.h"
#include "analysis/check/report.h"
#include "analysis/compare/compare.h"
#include "analysis/compare/measures.h"
#include "analysis/forecast/expect.h"
#include "analysis/forecast/fingerprint.h"
#include "analysis/forecast/forecast.h"
#include "cli/atomic_file.h"
#include "cli/experiment_options.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "cli/verb.h"
#include "cli/version.h"
#include "sim/io/scenario_reader.h"

namespace headway::cli {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

struct Call {
  ExperimentOptions experiment;
  std::vector<std::string> files;
  std::vector<std::string> changes;  ///< --set and --policy, as settings of the scenario
  std::optional<fs::path> baselines;
  bool update = false;
  std::vector<check::Tolerance> tolerances;
  double level = 0.05;
  std::optional<std::string> junit;
  bool json = false;
};

std::optional<Call> read_call(const std::vector<std::string>& arguments) {
  Options options(
      "headway check SCENARIO… [options]",
      "Plays scenarios and judges their \"expect\" lines, and with --baseline whether any measure of\n"
      "`headway compare` has become worse than it was. Exit status 1 when something does not hold, 2 when\n"
      "something could not be judged; all scenarios are judged first.");
  options.add()("policy", po::value<std::vector<std::string>>(),
                "NAME[:KEY=VALUE,…][+NAME…]: the policy, instead of the scenario's")(
      "baseline", po::value<std::string>(), "folder with a baseline file for each scenario's name")(
      "update-baseline", "write the baselines instead of comparing with them")(
      "tolerance", po::value<std::vector<std::string>>()->composing(),
      "METRIC=VALUE or METRIC=PERCENT%: how much worse than its baseline a measure may be (repeatable; "
      "default: 0, times and peaks 1%)")("level", po::value<double>()->default_value(compare::kLevel, "0.05"),
                                         "chance of even one false alarm among a scenario's measures (Holm)")(
      "junit", po::value<std::string>(), "write JUnit XML to this file")("json",
                                                                         "print the findings as JSON");
  add_experiment_options(options);
  options.positional("scenario", -1, "scenario files");
  if (!options.parse(arguments)) return std::nullopt;
  Call call;
  call.files = options.all("scenario");
  if (call.files.empty()) throw UsageError("no scenario given\nUsage: headway check SCENARIO… [options]");
  call.experiment = read_experiment_options(options);
  call.changes = options.all("set");
  const auto policies = options.all("policy");
  if (policies.size() > 1) throw UsageError("--policy: found 2 or more, expected one; join policies with +");
  for (const std::string& policy : policies) call.changes.push_back(policy_setting(policy));
  if (const auto folder = options.maybe<std::string>("baseline")) call.baselines = *folder;
  call.update = options.has("update-baseline");
  if (call.update && !call.baselines) throw UsageError("--update-baseline needs --baseline DIR");
  call.tolerances = check::default_tolerances();
  for (const std::string& text : options.all("tolerance")) {
    if (!call.baselines) throw UsageError("--tolerance needs --baseline DIR");
    if (const std::string error = check::apply_tolerance(text, call.tolerances); !error.empty())
      throw UsageError("--tolerance: " + error);
  }
  call.level = options.get<double>("level");
  if (!(call.level > 0 && call.level < 1)) throw UsageError("--level: expected a number between 0 and 1");
  call.junit = options.maybe<std::string>("junit");
  call.json = options.has("json");
  return call;
}

check::Case error_case(check::Case::Kind kind, std::string name, std::string reason) {
  check::Case line;
  line.kind = kind;
  line.status = check::Case::Status::error;
  line.name = std::move(name);
  line.reason = std::move(reason);
  return line;
}

/// Compares with the baseline in the file, or says why not.
void compare_with(const fs::path& file, const check::Baseline& now, const Call& call, check::Suite& suite) {
  const auto refuse = [&](std::string reason) {
    suite.cases.push_back(error_case(check::Case::Kind::baseline, file.string(), std::move(reason)));
  };
  std::error_code error;
  if (!fs::exists(file, error)) return refuse("There is none yet; --update-baseline writes it.");
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in || !text) return refuse("It cannot be read.");
  const check::ReadBaseline read = check::read_baseline(text.str());
  if (!read.baseline) return refuse(read.error);
  if (std::string why = check::refusal(*read.baseline, now); !why.empty()) return refuse(std::move(why));
  const auto cases = check::baseline_cases(*read.baseline, now, call.tolerances, call.level);
  suite.cases.insert(suite.cases.end(), cases.begin(), cases.end());
  if (read.baseline->fingerprint == now.fingerprint)
    suite.notes.emplace_back("The nights are those of the baseline, record for record.");
  if (read.baseline->settings != now.settings)
    suite.notes.emplace_back(
        "The baseline was written with other settings or another policy: those are what is compared.");
  if (read.baseline->headway != now.headway)
    suite.notes.push_back("The baseline was written by headway " + read.baseline->headway + ".");
}

/// Plays one scenario and judges it. `names`: the file that has each scenario name in this call.
check::Suite judged(const std::string& path, const Call& call, const Interruption& interruption,
                    std::map<std::string, std::string>& names) {
  check::Suite suite;
  suite.file = suite.scenario = path;
  std::vector<std::string> settings = call.changes;
  settings.insert(settings.end(), call.experiment.chance.begin(), call.experiment.chance.end());
  std::string text;
  try {
    text = read_file(path);
  } catch (const UsageError& e) {
    suite.cases.push_back(error_case(check::Case::Kind::input, "scenario", e.what()));
    return suite;
  }
  const io::ReadResult read = io::read_scenario(text, path == "-" ? "standard input" : path, settings);
  for (const std::string& warning : read.warnings) std::cerr << "warning: " << warning << "\n";
  if (!read.scenario) {
    suite.cases.push_back(error_case(check::Case::Kind::input, "scenario", io::format_errors(read)));
    return suite;
  }
  const model::Scenario& scenario = *read.scenario;
  suite.scenario = scenario.name;
  suite.seed = scenario.chance.seed;
  const auto replications = play_all(scenario, call.experiment, path + ", replications", interruption);
  suite.replications = scenario.chance.replications;
  const forecast::Forecast forecast = forecast::make_forecast(scenario, replications);
  suite.fingerprint = forecast::fingerprint_text(forecast.fingerprint);
  suite.cases = check::expect_cases(forecast::judge(scenario, forecast));
  if (!call.baselines) return suite;

  const auto [taken, first] = names.try_emplace(scenario.name, path);
  if (!first) {
    suite.cases.push_back(error_case(check::Case::Kind::baseline, scenario.name,
                                     taken->second + " has the same name, and a name has one baseline."));
    return suite;
  }
  const fs::path file = *call.baselines / check::baseline_file(scenario.name);
  const check::Baseline now = check::make_baseline(scenario, check::file_hash(text), call.changes,
                                                   std::string(kVersion), compare::measure(replications));
  if (!call.update) {
    compare_with(file, now, call, suite);
    return suite;
  }
  try {
    write_atomically(file, check::baseline_json(now));
    suite.notes.push_back("Baseline written: " + file.string());
  } catch (const UsageError& e) {
    suite.cases.push_back(error_case(check::Case::Kind::baseline, file.string(), e.what()));
  }
  return suite;
}

}  // namespace

int check(const std::vector<std::string>& arguments) {
  const auto call = read_call(arguments);
  if (!call) return kDone;
  if (call->update) {
    std::error_code error;
    fs::create_directories(*call->baselines, error);
    if (error)
      throw UsageError("--baseline: cannot create " + call->baselines->string() + ": " + error.message());
  }
  const Interruption interruption;
  std::map<std::string, std::string> names;
  std::vector<check::Suite> suites;
  for (const std::string& file : call->files) suites.push_back(judged(file, *call, interruption, names));
  if (call->json)
    std::cout << check::report_json(suites);
  else if (!call->experiment.quiet)
    std::cout << check::report_text(suites, wants_colour());
  std::cout.flush();
  if (call->junit) write_atomically(*call->junit, check::junit_xml(suites));
  const check::Counts counts = check::count(suites);
  // What could not be judged is also said where errors are looked for.
  for (const check::Suite& suite : suites)
    for (const check::Case& line : suite.cases)
      if (line.status == check::Case::Status::error)
        std::cerr << "headway: " << suite.file << ": " << line.name << ": " << line.reason << "\n";
  if (counts.errors > 0) return kBadInput;
  return counts.violated > 0 ? kDoesNotHold : kDone;
}

}  // namespace headway::cli
