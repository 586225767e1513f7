// headway spacing SCENARIO --first X --second Y: the probability of loss per night against the gap between
// two schedules.
#include "analysis/spacing/curve.h"

#include <iostream>
#include <optional>

#include "analysis/spacing/findings.h"
#include "analysis/spacing/spacing_files.h"
#include "analysis/spacing/text.h"
#include "cli/experiment_options.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "cli/verb.h"
#include "sim/io/amounts.h"
#include "sim/io/results/results_folder.h"

namespace headway::cli {
namespace {

namespace po = boost::program_options;

struct Call {
  model::Scenario scenario;
  std::string first, second;
  spacing::Grid grid;
  std::optional<std::string> folder;
  bool force = false, json = false, csv = false, quiet = false;
  unsigned threads = 1;
};

std::optional<Duration> duration_of(const Options& options, const std::string& name) {
  const auto text = options.maybe<std::string>(name);
  if (!text) return std::nullopt;
  const auto duration = io::parse_duration(*text);
  if (!duration) {
    const std::string near = io::suggest_duration(*text);
    throw UsageError("--" + name + ": found \"" + *text +
                     "\", expected a length of time such as 5m or 1h30m" +
                     (near.empty() ? "" : "; did you mean " + near + "?"));
  }
  return duration;
}

std::optional<Call> read_call(const std::vector<std::string>& arguments) {
  Options options(
      "headway spacing SCENARIO --first X --second Y [options]",
      "Plays the scenario with the schedule Y starting at every gap after the schedule X, and prints the\n"
      "probability that a night loses a backup of either against the gap: its knee, and the smallest gap "
      "for\n"
      "50, 90, 95 and 99 % of nights without loss.");
  options.add()("first", po::value<std::string>(), "the schedule that stays")(
      "second", po::value<std::string>(), "the schedule that is moved")("from", po::value<std::string>(),
                                                                        "first gap (default: 0s)")(
      "to", po::value<std::string>(),
      "gaps are below this (default: the time after which the two stand to each other alike again)")(
      "step", po::value<std::string>(),
      "from one gap to the next, whole minutes (default: 5m; 10m or 15m for long spans)")(
      "output,o", po::value<std::string>(), "write a folder with spacing.csv, spacing.json and spacing.svg")(
      "force", "replace an existing folder")("json", "print spacing.json instead of the table")(
      "csv", "print spacing.csv instead of the table");
  add_experiment_options(options);
  options.positional("scenario", 1, "scenario file");
  if (!options.parse(arguments)) return std::nullopt;
  const std::string usage = "\nUsage: headway spacing SCENARIO --first X --second Y [options]";
  const auto files = options.all("scenario");
  if (files.empty()) throw UsageError("no scenario given" + usage);
  for (const char* name : {"first", "second"})
    if (!options.has(name))
      throw UsageError(std::string("--") + name + ": expected the name of a schedule" + usage);

  Call call;
  const auto experiment = read_experiment_options(options);
  std::vector<std::string> settings = options.all("set");
  settings.insert(settings.end(), experiment.chance.begin(), experiment.chance.end());
  call.first = options.get<std::string>("first");
  call.second = options.get<std::string>("second");
  call.grid = {duration_of(options, "from"), duration_of(options, "to"), duration_of(options, "step")};
  call.scenario = load_scenario(files.front(), settings);
  call.folder = options.maybe<std::string>("output");
  call.force = options.has("force");
  call.json = options.has("json");
  call.csv = options.has("csv");
  if (call.json && call.csv) throw UsageError("--json and --csv: expected one of them");
  call.threads = experiment.threads;
  call.quiet = experiment.quiet;
  return call;
}

spacing::Curve play(const Call& call, const Interruption& interruption) {
  const spacing::Pairing pairing = spacing::pair_of(call.scenario, call.first, call.second);
  const std::vector<minutes> gaps = spacing::gaps_on(call.grid, pairing);
  Progress progress("plays", static_cast<std::int64_t>(gaps.size()) * call.scenario.chance.replications);
  spacing::CurvePlan plan;
  plan.threads = call.threads;
  plan.cancelled = &interruption.flag();
  plan.progress = [&](std::int64_t done) { progress.update(done); };
  return spacing::play_curve(call.scenario, pairing, gaps, plan);
}

}  // namespace

int spacing(const std::vector<std::string>& arguments) {
  const auto read = read_call(arguments);
  if (!read) return kDone;
  const Call& call = *read;
  try {
    std::optional<results::ResultsFolder> folder;
    if (call.folder) folder.emplace(*call.folder, call.force);
    const Interruption interruption;
    const spacing::Curve curve = play(call, interruption);
    if (curve.cancelled) {
      folder.reset();
      interruption.obey();
    }
    const spacing::Findings findings = spacing::findings_of(curve);
    if (folder) {
      spacing::write_files(*folder, curve, findings);
      folder->complete();
    }
    if (call.json)
      std::cout << spacing::curve_json(curve, findings);
    else if (call.csv)
      std::cout << spacing::curve_csv(curve);
    else if (!call.quiet)
      std::cout << spacing::curve_text(curve, findings);
  } catch (const spacing::SpacingError& e) {
    throw UsageError(e.what());
  } catch (const results::ResultsError& e) {
    throw UsageError(e.what());
  }
  return kDone;
}

}  // namespace headway::cli
