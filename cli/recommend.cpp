// headway recommend SCENARIO: new start times, verified; what can never fit, and which lever helps.
#include <iostream>
#include <optional>

#include "analysis/movable/movable.h"
#include "analysis/recommend/manifests.h"
#include "analysis/recommend/report.h"
#include "analysis/recommend/surrogate.h"
#include "cli/experiment_options.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "cli/verb.h"
#include "sim/io/results/results_folder.h"
#include "sim/io/scenario_writer.h"

namespace headway::cli {
namespace {

namespace po = boost::program_options;

constexpr std::int64_t kMostReplications = 100'000;
constexpr std::int64_t kMostMoves = 1'000'000'000;

struct Call {
  model::Scenario scenario;
  recommend::Options options;
  std::optional<std::string> folder;
  bool force = false, json = false, quiet = false;
};

std::int64_t whole(const Options& options, const char* name, std::int64_t low, std::int64_t high) {
  const auto value = options.get<std::int64_t>(name);
  if (value < low || value > high)
    throw UsageError(std::string("--") + name + ": expected a whole number from " + std::to_string(low) +
                     " to " + std::to_string(high) + ", found " + std::to_string(value));
  return value;
}

/// What is too large is refused before anything is played, not after an hour or out of memory.
void refuse_large(const std::string& file, const model::Scenario& scenario) {
  const std::size_t n = movable::count(scenario);
  if (n > recommend::kMostSchedules)
    throw UsageError(file + ": " + std::to_string(n) + " schedules, expected at most " +
                     std::to_string(recommend::kMostSchedules) + ": time and memory of recommend grow with " +
                     "their square. Schedules that share no volume can be looked at in several scenarios");
  const std::int64_t cycle = recommend::cycle_minutes(scenario);
  const std::int64_t pairs = recommend::table_values(scenario) / cycle,
                     most = recommend::kMostTableValues / cycle;
  if (pairs > most)
    throw UsageError(
        file + ": " + std::to_string(pairs) + " pairs of schedules share a volume, expected at most " +
        std::to_string(most) + " in a cycle of a " + (cycle > 24 * 60 ? "week" : "day") +
        ": each takes a table over its minutes. Leave out schedules that may stay where they are" +
        (cycle > 24 * 60 ? ", or lines that name weekdays (they make the cycle a week)" : ""));
}

std::optional<Call> read_call(const std::vector<std::string>& arguments) {
  const recommend::Options defaults;
  Options options(
      "headway recommend SCENARIO [options]",
      "Finds start times for the schedules that may move, so that none loses backups to another, and\n"
      "verifies them with nights that the search never saw; says what can never fit and which single\n"
      "change helps. Exit status 1 when no start times fit.");
  options.add()("output,o", po::value<std::string>(),
                "write a folder: recommendation.json, the scenario, manifests and their diff")(
      "force", "replace an existing folder")("grid",
                                             po::value<std::int64_t>()->default_value(defaults.grid.count()),
                                             "minutes between possible starts")(
      "verify", po::value<std::int64_t>()->default_value(defaults.verification),
      "replications that verify; 299 without a loss show a share of 1 %")(
      "max-loss", po::value<double>()->default_value(defaults.max_loss, "0.01"),
      "share of lost backups (and of refused attempts) up to which a schedule fits, by its upper 95 % bound")(
      "confidence", po::value<double>()->default_value(defaults.confidence, "0.95"),
      "quantile of the spacing table")("moves", po::value<std::int64_t>()->default_value(defaults.moves),
                                       "moves that the search tries")(
      "no-levers", "only start times: no table of other levers, no relaxations")("json",
                                                                                 "print recommendation.json");
  add_experiment_options(options);
  options.positional("scenario", 1, "scenario file");
  if (!options.parse(arguments)) return std::nullopt;
  const auto files = options.all("scenario");
  if (files.empty()) throw UsageError("no scenario given\nUsage: headway recommend SCENARIO [options]");

  Call call;
  const auto experiment = read_experiment_options(options);
  std::vector<std::string> settings = options.all("set");
  for (const std::string& setting : experiment.chance) settings.push_back(setting);
  call.scenario = load_scenario(files.front(), settings);
  if (movable::count(call.scenario) == 0)
    throw UsageError(files.front() + ": no schedules: there is nothing to recommend");
  refuse_large(files.front(), call.scenario);
  if (!call.scenario.policies.empty())
    throw UsageError(files.front() +
                     ": the scenario has a policy that moves or holds back runs; recommend plays schedules "
                     "as they stand (--set 'policy=[]')");
  recommend::Options& o = call.options;
  o.threads = experiment.threads;
  o.grid = minutes{whole(options, "grid", 1, 720)};
  if (options.has("replications")) o.replications = call.scenario.chance.replications;
  if (o.replications < 2)
    throw UsageError("--replications: expected at least 2, found " + std::to_string(o.replications));
  o.verification = whole(options, "verify", 2, kMostReplications);
  o.moves = whole(options, "moves", 1, kMostMoves);
  o.max_loss = options.get<double>("max-loss");
  if (!(o.max_loss > 0 && o.max_loss < 1))
    throw UsageError("--max-loss: expected a number above 0 and below 1");
  o.confidence = options.get<double>("confidence");
  if (!(o.confidence > 0 && o.confidence < 1))
    throw UsageError("--confidence: expected a number above 0 and below 1");
  o.levers = !options.has("no-levers");
  call.folder = options.maybe<std::string>("output");
  call.force = options.has("force");
  call.json = options.has("json");
  call.quiet = experiment.quiet;
  return call;
}

void write_files(results::ResultsFolder& folder, const recommend::Recommendation& r,
                 const recommend::Options& options) {
  folder.write("recommendation.json", recommend::recommendation_json(r, options));
  folder.write("recommendation.txt", recommend::recommendation_text(r, options));
  folder.write("scenario.json", io::write_scenario(recommend::recommended_scenario(r)));
  for (const recommend::Manifest& manifest : recommend::manifests_of(r))
    folder.write(manifest.file, manifest.text);
  folder.write("schedules.diff", recommend::manifests_diff(r));
}

}  // namespace

int recommend(const std::vector<std::string>& arguments) {
  auto read = read_call(arguments);
  if (!read) return kDone;
  Call& call = *read;
  try {
    std::optional<results::ResultsFolder> folder;
    if (call.folder) folder.emplace(*call.folder, call.force);
    const Interruption interruption;
    call.options.cancelled = &interruption.flag();
    call.options.progress = [](const std::string& what) { show_stage(what); };
    const recommend::Recommendation r = recommend::recommend(call.scenario, call.options);
    show_stage("");
    if (r.cancelled) {
      folder.reset();
      interruption.obey();
    }
    if (folder) {
      write_files(*folder, r, call.options);
      folder->complete();
    }
    if (call.json)
      std::cout << recommend::recommendation_json(r, call.options);
    else if (!call.quiet)
      std::cout << recommend::recommendation_text(r, call.options);
    return r.feasible ? kDone : kDoesNotHold;
  } catch (const results::ResultsError& e) {
    throw UsageError(e.what());
  }
}

}  // namespace headway::cli
