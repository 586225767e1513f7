// headway run SCENARIO: simulates, prints the forecast, writes the results folder.
#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <iostream>
#include <memory>
#include <span>

#include "analysis/experiment/experiment.h"
#include "analysis/experiment/results.h"
#include "analysis/forecast/expect.h"
#include "analysis/forecast/fingerprint.h"
#include "analysis/forecast/forecast.h"
#include "analysis/forecast/summary_json.h"
#include "analysis/forecast/text.h"
#include "cli/experiment_options.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "cli/verb.h"
#include "cli/version.h"
#include "sim/io/amounts.h"
#include "sim/io/limits.h"
#include "sim/io/results/manifest.h"
#include "sim/io/results/record_writer.h"
#include "sim/io/scenario_writer.h"
#include "sim/schedule/zone.h"

namespace headway::cli {
namespace {

namespace po = boost::program_options;

struct Call {
  model::Scenario scenario;
  std::optional<std::string> folder;
  bool force = false, check = false, json = false, quiet = false;
  std::int64_t detail = 1;
  unsigned threads = 1;
  std::vector<std::string> arguments;
  std::vector<std::string> fail_on_texts;   ///< as written
  std::vector<model::Expectation> fail_on;  ///< the same, read
};

/// "backups.lost_share<=0.01" or "backups.due>=1", of a figure that the scenario has. Throws UsageError.
model::Expectation read_bound(const std::string& text, const model::Scenario& scenario) {
  const std::size_t at = text.find_first_of("<>");
  const bool complete = at != std::string::npos && at + 1 < text.size() && text[at + 1] == '=';
  const char* const end = text.data() + text.size();
  double limit = 0;
  const auto [stopped, error] =
      complete ? std::from_chars(text.data() + at + 2, end, limit) : std::from_chars_result{end, std::errc{}};
  if (!complete || error != std::errc() || stopped != end || !std::isfinite(limit))
    throw UsageError("--fail-on: found \"" + text +
                     "\", expected METRIC<=VALUE or METRIC>=VALUE such as backups.lost_share<=0.01");
  model::Expectation line;
  line.metric = text.substr(0, at);
  if (const std::string why = forecast::unknown_figure(scenario, line.metric); !why.empty())
    throw UsageError("--fail-on: " + why);
  (text[at] == '<' ? line.observed_at_most : line.observed_at_least) = limit;
  return line;
}

std::optional<Call> read_call(const std::vector<std::string>& arguments) {
  Options options(
      "headway run SCENARIO [options]",
      "Simulates the scenario and prints the forecast: which backups are lost, to what, when, how often\n"
      "with its interval, and what was holding the lock.");
  options.add()("output,o", po::value<std::string>(), "write the results folder (docs/results.md)")(
      "force", "replace an existing results folder")(
      "policy", po::value<std::vector<std::string>>()->composing(),
      "NAME or NAME:KEY=VALUE,…: play this policy instead of the scenario's; several compose (repeatable)")(
      "replication-detail", po::value<std::int64_t>()->default_value(1),
      "for how many replications the per-row files are written")(
      "check", "recompute shares of bandwidth and lock decisions with the reference models as it goes; slow")(
      "fail-on", po::value<std::vector<std::string>>()->composing(),
      "METRIC<=VALUE or METRIC>=VALUE: exit status 1 when the observed figure does not hold (repeatable)")(
      "json", "print summary.json instead of the forecast");
  add_experiment_options(options);
  options.positional("scenario", 1, "scenario file");
  if (!options.parse(arguments)) return std::nullopt;
  const auto files = options.all("scenario");
  if (files.empty()) throw UsageError("no scenario given\nUsage: headway run SCENARIO [options]");

  Call call;
  call.arguments = arguments;
  const ExperimentOptions experiment = read_experiment_options(options);
  std::vector<std::string> settings = options.all("set");
  if (const auto policies = options.all("policy"); !policies.empty())
    settings.push_back(policy_setting(policies));
  settings.insert(settings.end(), experiment.chance.begin(), experiment.chance.end());
  call.scenario = load_scenario(files.front(), settings);
  call.fail_on_texts = options.all("fail-on");
  for (const std::string& text : call.fail_on_texts) call.fail_on.push_back(read_bound(text, call.scenario));
  call.folder = options.maybe<std::string>("output");
  call.force = options.has("force");
  call.check = options.has("check");
  call.json = options.has("json");
  call.quiet = experiment.quiet;
  call.detail = options.get<std::int64_t>("replication-detail");
  if (call.detail < 0) throw UsageError("--replication-detail: expected a whole number, at least 0");
  call.detail = std::min(call.detail, call.scenario.chance.replications);
  call.threads = experiment.threads;
  for (const model::Expectation& line : call.scenario.expect)
    if (const std::string why = forecast::refusal(line, call.scenario.chance.replications); !why.empty())
      throw UsageError(files.front() + ": expect \"" + line.metric + "\": " + why);
  return call;
}

std::int64_t peak_memory_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return std::int64_t{usage.ru_maxrss} * 1024;
}

results::Manifest manifest_of(const Call& call, const forecast::Forecast& forecast,
                              const std::string& scenario_json, Instant started, double wall_s) {
  results::Manifest manifest;
  manifest.headway_version = std::string(kVersion);
  manifest.build = std::string("g++ or clang ") + __VERSION__;
  manifest.zone_data = schedule::zone_data_version();
  manifest.scenario = call.scenario.name;
  manifest.scenario_hash = results::scenario_hash(scenario_json);
  manifest.longhorn = call.scenario.platform.longhorn;
  manifest.kubernetes = call.scenario.platform.kubernetes;
  manifest.arguments = call.arguments;
  manifest.seed = call.scenario.chance.seed;
  manifest.replications = call.scenario.chance.replications;
  manifest.replication_detail = call.detail;
  manifest.threads = call.threads;
  manifest.fingerprint = forecast::fingerprint_text(forecast.fingerprint);
  manifest.started_utc = io::format_instant(started);
  manifest.wall_s = wall_s;
  manifest.peak_memory_bytes = peak_memory_bytes();
  return manifest;
}

/// The status that --fail-on asks for, with a sentence for each bound that does not hold.
int judge_bounds(const Call& call, const forecast::Forecast& forecast) {
  int status = kDone;
  const auto verdicts = forecast::judge(std::span(call.fail_on), forecast);
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    if (verdicts[i].status == forecast::Verdict::Status::met) continue;
    if (verdicts[i].status == forecast::Verdict::Status::refused)
      throw UsageError("--fail-on " + call.fail_on_texts[i] + ": " + verdicts[i].reason);
    std::cerr << "headway: --fail-on " << call.fail_on_texts[i] << " does not hold. " << verdicts[i].reason
              << "\n";
    status = kDoesNotHold;
  }
  return status;
}

}  // namespace

int run(const std::vector<std::string>& arguments) {
  const auto read = read_call(arguments);
  if (!read) return kDone;
  const Call& call = *read;
  const auto clock_start = std::chrono::steady_clock::now();
  const Instant started =
      std::chrono::time_point_cast<Duration>(std::chrono::floor<seconds>(std::chrono::system_clock::now()));

  std::optional<results::ResultsFolder> folder;
  try {
    if (call.folder) folder.emplace(*call.folder, call.force);
  } catch (const results::ResultsError& e) {
    throw UsageError(e.what());
  }

  experiment::Plan plan;
  plan.replications = call.scenario.chance.replications;
  plan.threads = call.threads;
  plan.check = call.check;
  const Interruption interruption;
  plan.cancelled = &interruption.flag();
  if (folder) {
    plan.detail = [&](std::int64_t replication) -> std::unique_ptr<record::Sink> {
      if (replication >= call.detail) return nullptr;
      return std::make_unique<results::RecordWriter>(call.scenario, *folder, replication);
    };
    plan.take = [](std::int64_t, record::Sink& sink) { static_cast<results::RecordWriter&>(sink).close(); };
  }
  experiment::Outcome outcome;
  {
    Progress progress("replications", plan.replications);
    plan.progress = [&](std::int64_t done) { progress.update(done); };
    outcome = experiment::run(call.scenario, plan);
  }
  if (outcome.cancelled) {
    folder.reset();
    interruption.obey();
  }

  const forecast::Forecast forecast = forecast::make_forecast(call.scenario, outcome.replications);
  const auto verdicts = forecast::judge(call.scenario, forecast);
  if (folder) {
    results::join_parts(*folder, call.detail);
    experiment::write_forecast(*folder, forecast);
    const std::string scenario_json = io::write_scenario(call.scenario);
    folder->write("scenario.json", scenario_json);
    const double wall_s =
        to_seconds(std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - clock_start));
    folder->write(
        "manifest.json",
        results::manifest_json(manifest_of(call, forecast, scenario_json, started, wall_s), folder->files()));
    folder->complete();
  }
  if (call.json)
    std::cout << forecast::summary_json(forecast);
  else if (!call.quiet)
    std::cout << forecast::forecast_text(call.scenario, forecast, verdicts, {wants_colour()});
  for (const forecast::Verdict& verdict : verdicts)
    if (verdict.status == forecast::Verdict::Status::refused)
      throw UsageError("expect \"" + verdict.metric + "\": " + verdict.reason);
  return judge_bounds(call, forecast);
}

}  // namespace headway::cli
