// headway presets [VERSION]: every modelled constant and rule by product version, with its source.
#include "sim/model/presets.h"

#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/options.h"
#include "cli/verb.h"
#include "sim/model/effects.h"
#include "sim/model/parameter_text.h"
#include "sim/model/parameters.h"
#include "sim/model/rules.h"

namespace headway::cli {
namespace {

std::string known_versions() {
  std::string all;
  for (const std::string_view version : model::longhorn_versions())
    all += (all.empty() ? "" : ", ") + std::string(version);
  return all;
}

std::string resolved(const std::string& word) {
  const std::string_view full = model::resolve_longhorn_version(word);
  if (full.empty()) throw UsageError("unknown Longhorn version \"" + word + "\"; known: " + known_versions());
  return std::string(full);
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

void print(const std::vector<model::PresetRow>& rows, const std::vector<model::PresetRule>& rules,
           const std::string& longhorn, bool json) {
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
    std::cout << nlohmann::ordered_json{{"longhorn", longhorn}, {"parameters", out}, {"rules", said}}.dump(2)
              << "\n";
    return;
  }
  std::cout << "Longhorn " << longhorn << "\n\n";
  for (const auto& row : rows)
    std::cout << fmt::format("{:<36} {:<22} since {}, {}\n    {}\n    source: {}\n", row.info->name,
                             model::to_text(row.source->value), row.source->since,
                             model::word_of(row.source->evidence), row.info->description, row.source->source);
  std::cout << "\nRules that no parameter expresses; they cannot be overridden\n\n";
  for (const auto& rule : rules)
    std::cout << fmt::format("{:<36} since {}, {}\n    {}\n    source: {}\n", rule.rule->name,
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
void print_difference(const std::vector<model::PresetDifference>& rows,
                      const std::vector<model::RuleDifference>& rules, const std::string& before,
                      const std::string& after, bool json) {
  if (json) {
    auto out = nlohmann::ordered_json::array(), also = nlohmann::ordered_json::array();
    for (const auto& row : rows) out.push_back(as_json(row));
    for (const auto& rule : rules)
      also.push_back({{"name", rule.rule->name},
                      {"before", rule_line(*rule.before)},
                      {"after", rule_line(*rule.after)}});
    const nlohmann::ordered_json whole = {
        {"before", before}, {"after", after}, {"differences", out}, {"also_changed", also}};
    std::cout << whole.dump(2) << "\n";
    return;
  }
  std::cout << fmt::format("From Longhorn {} to {}: {} differ{}\n", before, after,
                           plural(rows.size(), "parameter"), rows.size() == 1 ? "s" : "");
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

int presets(const std::vector<std::string>& arguments) {
  namespace po = boost::program_options;
  Options options(
      "headway presets [VERSION] [options]",
      "Prints every constant and rule of the modelled systems for a Longhorn version, each with the version\n"
      "it holds since, how sure it is, and its source. Parameters can be overridden in a scenario under\n"
      "platform.overrides. Without a version: the versions that are known.");
  options.add()("kubernetes", po::value<std::string>()->default_value(""),
                "Kubernetes version (default: newest known)")(
      "diff", po::value<std::vector<std::string>>()->multitoken(),
      "A B: what changes for backups between two versions, and what that means")("json",
                                                                                 "print the result as JSON");
  options.positional("version", 1, "Longhorn version");
  if (!options.parse(arguments)) return kDone;
  const auto kubernetes = options.get<std::string>("kubernetes");
  const bool json = options.has("json");

  if (const auto pair = options.all("diff"); !pair.empty()) {
    if (pair.size() != 2) throw UsageError("--diff takes two versions, such as --diff 1.7.2 1.8.0");
    const std::string before = resolved(pair[0]), after = resolved(pair[1]);
    const auto rows = model::diff({before, kubernetes}, {after, kubernetes});
    if (!rows) throw UsageError("unknown Kubernetes version \"" + kubernetes + "\"");
    print_difference(*rows, *model::rule_diff({before, kubernetes}, {after, kubernetes}), before, after, json);
    return kDone;
  }
  const auto versions = options.all("version");
  if (versions.empty()) {
    if (json)
      std::cout << nlohmann::ordered_json{{"longhorn", model::longhorn_versions()}}.dump(2) << "\n";
    else
      for (const std::string_view version : model::longhorn_versions()) std::cout << version << "\n";
    return kDone;
  }
  const std::string longhorn = resolved(versions.front());
  const auto rows = model::preset_rows(longhorn, kubernetes);
  if (!rows) throw UsageError("unknown Kubernetes version \"" + kubernetes + "\"");
  print(*rows, *model::preset_rules(longhorn), longhorn, json);
  return kDone;
}

}  // namespace headway::cli
