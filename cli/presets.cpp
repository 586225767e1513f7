// headway presets [VERSION]: every modelled constant and rule by product version, with its source.
#include "sim/model/presets.h"

#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>
#include <span>

#include "cli/options.h"
#include "cli/verb.h"
#include "sim/model/effects.h"
#include "sim/model/parameter_text.h"
#include "sim/model/parameters.h"
#include "sim/model/rules.h"
#include "sim/model/versions.h"

namespace headway::cli {
namespace {

constexpr std::string_view kOfHarvester = "harvester:";

std::string listed(std::span<const std::string_view> versions) {
  std::string all;
  for (const std::string_view version : versions) all += (all.empty() ? "" : ", ") + std::string(version);
  return all;
}

std::string resolved(const std::string& word) {
  const std::string_view full = model::resolve_longhorn_version(word);
  if (full.empty())
    throw UsageError("unknown Longhorn version \"" + word +
                     "\"; known: " + listed(model::longhorn_versions()));
  return std::string(full);
}

std::string resolved_harvester(const std::string& word) {
  const std::string_view full = model::resolve_harvester_version(word);
  if (full.empty())
    throw UsageError("unknown Harvester version \"" + word +
                     "\"; known: " + listed(model::harvester_versions()));
  return std::string(full);
}

/// The versions that a call speaks of, all full; no Harvester: empty.
struct Platform {
  std::string longhorn, harvester, kubernetes;

  model::PlatformVersions versions() const { return {longhorn, kubernetes, harvester}; }
  std::string title() const {
    return harvester.empty() ? "Longhorn " + longhorn
                             : fmt::format("Harvester {} (Longhorn {})", harvester, longhorn);
  }
};

/// A platform by one word of --diff: a Longhorn version, beneath `harvester` unless that is empty, or
/// "harvester:1.4.0" for a Harvester with the Longhorn that it ships.
Platform platform_of(const std::string& word, const std::string& harvester, const std::string& kubernetes) {
  if (!word.starts_with(kOfHarvester)) return {resolved(word), harvester, kubernetes};
  if (!harvester.empty()) throw UsageError("\"" + word + "\" and --harvester both name a Harvester");
  const std::string own = resolved_harvester(word.substr(kOfHarvester.size()));
  return {std::string(model::longhorn_of_harvester(own)), own, kubernetes};
}

/// The word that platform_of would read so.
std::string word_of(const Platform& platform, const std::string& asked) {
  return asked.starts_with(kOfHarvester) ? std::string(kOfHarvester) + platform.harvester : platform.longhorn;
}

nlohmann::ordered_json rule_line(const model::RuleLine& line) {
  return {{"text", line.text},
          {"since", line.since},
          {"evidence", model::word_of(line.evidence)},
          {"source", line.source}};
}

std::string plural(std::size_t count, std::string_view thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

void print(const Platform& platform, bool json) {
  const auto rows = model::preset_rows(platform.longhorn, platform.kubernetes, platform.harvester).value();
  const auto rules = model::preset_rules(platform.longhorn, platform.harvester).value();
  if (json) {
    auto out = nlohmann::ordered_json::array(), said = nlohmann::ordered_json::array();
    for (const auto& row : rows)
      out.push_back({{"name", row.info->name},
                     {"value", model::to_text(row.source->value)},
                     {"type", model::word_of(row.info->type)},
                     {"since", row.source->since},
                     {"evidence", model::word_of(row.source->evidence)},
                     {"source", row.source->source},
                     {"description", row.info->description}});
    for (const auto& rule : rules) {
      nlohmann::ordered_json entry = {{"name", rule.rule->name}};
      entry.update(rule_line(*rule.line));
      said.push_back(entry);
    }
    nlohmann::ordered_json whole = {{"longhorn", platform.longhorn}};
    if (!platform.harvester.empty()) whole["harvester"] = platform.harvester;
    whole["parameters"] = out;
    whole["rules"] = said;
    std::cout << whole.dump(2) << "\n";
    return;
  }
  std::cout << platform.title() << "\n\n";
  for (const auto& row : rows)
    std::cout << fmt::format("{:<42} {:<22} since {}, {}\n    {}\n    source: {}\n", row.info->name,
                             model::to_text(row.source->value), row.source->since,
                             model::word_of(row.source->evidence), row.info->description, row.source->source);
  std::cout << "\nRules that no parameter expresses; they cannot be overridden\n\n";
  for (const auto& rule : rules)
    std::cout << fmt::format("{:<42} since {}, {}\n    {}\n    source: {}\n", rule.rule->name,
                             rule.line->since, model::word_of(rule.line->evidence), rule.line->text,
                             rule.line->source);
}

nlohmann::ordered_json as_json(const model::PresetDifference& row) {
  return {{"name", row.info->name},
          {"before", model::to_text(row.before->value)},
          {"after", model::to_text(row.after->value)},
          {"description", row.info->description},
          {"means_before", model::effect_of(row.info->name, row.before->value)},
          {"means", model::effect_of(row.info->name, row.after->value)},
          {"since", row.after->since},
          {"evidence", model::word_of(row.after->evidence)},
          {"source", row.after->source}};
}

/// Parameters first, then the changes that no parameter expresses; each with what it means for backups.
/// `words` are the two versions as --diff takes them.
void print_difference(const Platform& before, const Platform& after, const std::vector<std::string>& words,
                      bool json) {
  const auto rows = model::diff(before.versions(), after.versions()).value();
  const auto rules = model::rule_diff(before.versions(), after.versions()).value();
  if (json) {
    auto out = nlohmann::ordered_json::array(), also = nlohmann::ordered_json::array();
    for (const auto& row : rows) out.push_back(as_json(row));
    for (const auto& rule : rules)
      also.push_back({{"name", rule.rule->name},
                      {"before", rule_line(*rule.before)},
                      {"after", rule_line(*rule.after)}});
    const nlohmann::ordered_json whole = {{"before", word_of(before, words[0])},
                                          {"after", word_of(after, words[1])},
                                          {"differences", out},
                                          {"also_changed", also}};
    std::cout << whole.dump(2) << "\n";
    return;
  }
  const bool same_kind = before.harvester.empty() && after.harvester.empty();
  std::cout << fmt::format("From {} to {}: {} differ{}\n", before.title(),
                           same_kind ? after.longhorn : after.title(), plural(rows.size(), "parameter"),
                           rows.size() == 1 ? "s" : "");
  for (const auto& row : rows)
    std::cout << fmt::format(
        "\n{}: {} -> {} (since {}, {})\n    {}\n    before: {}\n    now:    {}\n    source: {}\n",
        row.info->name, model::to_text(row.before->value), model::to_text(row.after->value), row.after->since,
        model::word_of(row.after->evidence), row.info->description,
        model::effect_of(row.info->name, row.before->value),
        model::effect_of(row.info->name, row.after->value), row.after->source);
  if (rules.empty()) return;
  std::cout << fmt::format("\nAlso changed, without a parameter: {}\n", plural(rules.size(), "rule"));
  for (const auto& rule : rules)
    std::cout << fmt::format("\n{} (since {}, {})\n    before: {}\n    now:    {}\n    source: {}\n",
                             rule.rule->name, rule.after->since, model::word_of(rule.after->evidence),
                             rule.before->text, rule.after->text, rule.after->source);
}

}  // namespace

/// Which versions there are.
void print_versions(bool json) {
  if (json) {
    auto harvester = nlohmann::ordered_json::array();
    for (const std::string_view version : model::harvester_versions())
      harvester.push_back({{"version", version}, {"longhorn", model::longhorn_of_harvester(version)}});
    std::cout
        << nlohmann::ordered_json{{"longhorn", model::longhorn_versions()}, {"harvester", harvester}}.dump(2)
        << "\n";
    return;
  }
  for (const std::string_view version : model::longhorn_versions()) std::cout << version << "\n";
  std::cout << "\n";
  for (const std::string_view version : model::harvester_versions())
    std::cout << fmt::format("{}{} with Longhorn {}\n", kOfHarvester, version,
                             model::longhorn_of_harvester(version));
}

int presets(const std::vector<std::string>& arguments) {
  namespace po = boost::program_options;
  Options options(
      "headway presets [VERSION] [options]",
      "Prints every constant and rule of the modelled systems for a Longhorn version, each with the version\n"
      "it holds since, how sure it is, and its source. Parameters can be overridden in a scenario under\n"
      "platform.overrides. Without a version: the versions that are known.");
  options.add()("harvester", po::value<std::string>()->default_value(""),
                "Harvester version above it; without VERSION, the Longhorn that it ships")(
      "kubernetes", po::value<std::string>()->default_value(""),
      "Kubernetes version (default: newest known)")("diff",
                                                    po::value<std::vector<std::string>>()->multitoken(),
                                                    "A B: what changes for backups between two versions of "
                                                    "Longhorn, or of Harvester (harvester:1.4.0), and "
                                                    "what that means")("json", "print the result as JSON");
  options.positional("version", 1, "Longhorn version, or a Harvester version as harvester:1.4.0");
  if (!options.parse(arguments)) return kDone;
  const auto kubernetes = options.get<std::string>("kubernetes");
  if (model::resolve_kubernetes_version(kubernetes).empty())
    throw UsageError("unknown Kubernetes version \"" + kubernetes + "\"");
  auto harvester = options.get<std::string>("harvester");
  if (!harvester.empty()) harvester = resolved_harvester(harvester);
  const bool json = options.has("json");

  if (const auto pair = options.all("diff"); !pair.empty()) {
    if (pair.size() != 2) throw UsageError("--diff takes two versions, such as --diff 1.7.2 1.8.0");
    print_difference(platform_of(pair[0], harvester, kubernetes), platform_of(pair[1], harvester, kubernetes),
                     pair, json);
    return kDone;
  }
  const auto versions = options.all("version");
  if (versions.empty() && harvester.empty()) {
    print_versions(json);
    return kDone;
  }
  const Platform platform = versions.empty()
                                ? platform_of(std::string(kOfHarvester) + harvester, "", kubernetes)
                                : platform_of(versions.front(), harvester, kubernetes);
  print(platform, json);
  return kDone;
}

}  // namespace headway::cli
