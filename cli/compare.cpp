// headway compare SCENARIO…: policies, settings or scenarios against each other on the same nights.
#include <algorithm>
#include <iostream>
#include <set>

#include "analysis/compare/compare.h"
#include "analysis/compare/text.h"
#include "cli/experiment_options.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "cli/verb.h"

namespace headway::cli {
namespace {

namespace po = boost::program_options;

constexpr std::size_t kMostArms = 100;
constexpr const char* kUsage =
    "headway compare SCENARIO --policy A [--policy B …], or SCENARIO --set PATH=VALUE …, or SCENARIO "
    "SCENARIO …";

/// An arm as the call has it.
struct Stated {
  std::string name, file;
  std::vector<std::string> settings;
};

std::vector<Stated> arms_of_policies(const std::string& file, const std::vector<std::string>& policies,
                                     const std::vector<std::string>& settings) {
  std::vector<Stated> arms;
  if (policies.size() == 1) arms.push_back({"as it stands", file, settings});
  for (const std::string& policy : policies) {
    Stated& arm = arms.emplace_back(Stated{policy, file, settings});
    arm.settings.push_back(policy_setting(policy));
  }
  return arms;
}

std::vector<Stated> arms_of_settings(const std::string& file, const std::vector<std::string>& settings) {
  std::vector<Stated> arms{{"as it stands", file, {}}};
  for (const std::string& setting : settings) {
    // All arms have one seed and one number of replications; a variant of them would compare nothing.
    if (setting.rfind("random.", 0) == 0 || setting.rfind("random=", 0) == 0)
      throw UsageError("--set " + setting +
                       ": all arms share one seed and number of replications; use --seed and --replications");
    arms.push_back({setting, file, {setting}});
  }
  return arms;
}

std::vector<Stated> arms_of_files(const std::vector<std::string>& files,
                                  const std::vector<std::string>& settings) {
  if (std::count(files.begin(), files.end(), "-") > 1)
    throw UsageError("standard input (\"-\") can be only one of the scenarios");
  std::vector<Stated> arms;
  for (const std::string& file : files) arms.push_back({file, file, settings});
  return arms;
}

std::vector<Stated> stated_arms(const Options& options) {
  const auto files = options.all("scenario"), policies = options.all("policy"), settings = options.all("set");
  if (files.empty()) throw UsageError(std::string("no scenario given\nUsage: ") + kUsage);
  if (files.size() > 1 && !policies.empty())
    throw UsageError("--policy compares policies in one scenario, and " + std::to_string(files.size()) +
                     " scenarios are given\nUsage: " + kUsage);
  std::vector<Stated> arms = files.size() > 1    ? arms_of_files(files, settings)
                             : !policies.empty() ? arms_of_policies(files.front(), policies, settings)
                                                 : arms_of_settings(files.front(), settings);
  if (arms.size() < 2)
    throw UsageError(std::string("nothing to compare the scenario with\nUsage: ") + kUsage);
  if (arms.size() > kMostArms)
    throw UsageError("found " + std::to_string(arms.size()) + " arms, expected at most " +
                     std::to_string(kMostArms));
  std::set<std::string> taken;
  for (Stated& arm : arms) {
    const std::string name = arm.name;
    for (int n = 2; !taken.insert(arm.name).second; ++n) arm.name = name + " (" + std::to_string(n) + ")";
  }
  return arms;
}

std::set<std::string> schedule_names(const model::Scenario& scenario) {
  std::set<std::string> names;
  for (const model::RecurringJob& job : scenario.jobs) names.insert(job.name);
  return names;
}

/// What makes two scenarios hard to compare, though nothing forbids it.
void warn_of_differences(const model::Scenario& base, const model::Scenario& other, const std::string& name) {
  if (schedule_names(base) != schedule_names(other))
    std::cerr << "note: the schedules of " << name
              << " have other names than the base's: the luck of a schedule follows its name\n";
  if (base.time.horizon - base.time.warm_up != other.time.horizon - other.time.warm_up)
    std::cerr << "note: " << name << " counts another length of time than the base\n";
}

}  // namespace

int compare(const std::vector<std::string>& arguments) {
  Options options(
      kUsage,
      "Plays the same nights for all arms and says of each measure whether an arm is better or worse\n"
      "than the first one, or whether there is no evidence, and how many more replications would tell.\n"
      "Each --policy is an arm; a single one is compared with the scenario as it stands. Without\n"
      "--policy each --set is an arm, and the base is the scenario as it stands. Several scenarios\n"
      "are compared with the first, whose seed and replications are used for all.");
  options.add()("policy", po::value<std::vector<std::string>>()->composing(),
                "NAME[:KEY=VALUE,…][+NAME…]: a policy as an arm (repeatable); --set then applies to all")(
      "level", po::value<double>()->default_value(compare::kLevel, "0.05"),
      "chance of even one false verdict among all tests (Holm)")("json", "print the comparison as JSON");
  add_experiment_options(options);
  options.positional("scenario", -1, "scenario files");
  if (!options.parse(arguments)) return kDone;
  const auto experiment = read_experiment_options(options);
  const double level = options.get<double>("level");
  if (!(level > 0 && level < 1)) throw UsageError("--level: expected a number between 0 and 1");

  // All are read before any is played: a mistake in the last should not cost the time of the first.
  std::vector<Stated> stated = stated_arms(options);
  std::vector<model::Scenario> scenarios;
  for (Stated& arm : stated) {
    arm.settings.insert(arm.settings.end(), experiment.chance.begin(), experiment.chance.end());
    model::Scenario& scenario = scenarios.emplace_back(load_scenario(arm.file, arm.settings));
    scenario.chance = scenarios.front().chance;
    if (scenarios.size() > 1) warn_of_differences(scenarios.front(), scenario, arm.name);
  }

  const Interruption interruption;
  std::vector<compare::Arm> arms;
  for (std::size_t i = 0; i < stated.size(); ++i) {
    const model::Scenario& scenario = scenarios[i];
    const auto played = play_all(scenario, experiment, stated[i].name + ", replications", interruption);
    arms.push_back({stated[i].name, scenario.name, scenario.platform.longhorn, compare::measure(played)});
  }
  const auto comparison = compare::compare(arms, level);
  const auto& base = scenarios.front();
  const compare::Setting setting{base.chance.seed, base.chance.replications, base.time.horizon};
  if (options.has("json"))
    std::cout << compare::comparison_json(setting, arms, comparison);
  else if (!experiment.quiet)
    std::cout << compare::comparison_text(setting, arms, comparison, wants_colour());
  return kDone;
}

}  // namespace headway::cli
