// headway presets [VERSION]: every modelled constant and rule by product version, with its source.
#include "sim/model/presets.h"

#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/options.h"
#include "cli/verb.h"
#include "sim/model/parameter_text.h"
#include "sim/model/parameters.h"

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

void print(const std::vector<model::PresetRow>& rows, const std::string& longhorn, bool json) {
  if (json) {
    nlohmann::ordered_json out = nlohmann::ordered_json::array();
    for (const auto& row : rows)
      out.push_back({{"name", row.info->name},
                     {"value", model::to_text(row.source->value)},
                     {"type", model::word_of(row.info->type)},
                     {"since", row.source->since},
                     {"evidence", model::word_of(row.source->evidence)},
                     {"source", row.source->source},
                     {"description", row.info->description}});
    std::cout << nlohmann::ordered_json{{"longhorn", longhorn}, {"parameters", out}}.dump(2) << "\n";
    return;
  }
  std::cout << "Longhorn " << longhorn << "\n\n";
  for (const auto& row : rows)
    std::cout << fmt::format("{:<36} {:<22} since {}, {}\n    {}\n    source: {}\n", row.info->name,
                             model::to_text(row.source->value), row.source->since,
                             model::word_of(row.source->evidence), row.info->description, row.source->source);
}

void print_difference(const std::vector<model::PresetDifference>& rows, const std::string& before,
                      const std::string& after, bool json) {
  if (json) {
    nlohmann::ordered_json out = nlohmann::ordered_json::array();
    for (const auto& row : rows)
      out.push_back({{"name", row.info->name},
                     {"before", model::to_text(row.before->value)},
                     {"after", model::to_text(row.after->value)},
                     {"since", row.after->since},
                     {"source", row.after->source},
                     {"description", row.info->description}});
    std::cout << nlohmann::ordered_json{{"before", before}, {"after", after}, {"differences", out}}.dump(2)
              << "\n";
    return;
  }
  std::cout << fmt::format("From Longhorn {} to {}: {} parameters differ\n\n", before, after, rows.size());
  for (const auto& row : rows)
    std::cout << fmt::format("{:<36} {} -> {}\n    {}\n    source: {}\n", row.info->name,
                             model::to_text(row.before->value), model::to_text(row.after->value),
                             row.info->description, row.after->source);
}

}  // namespace

int presets(const std::vector<std::string>& arguments) {
  namespace po = boost::program_options;
  Options options(
      "headway presets [VERSION] [options]",
      "Prints every constant and rule of the modelled systems for a Longhorn version, each with the version\n"
      "it holds since, how sure it is, and its source. Any of them can be overridden in a scenario under\n"
      "platform.overrides. Without a version: the versions that are known.");
  options.add()("kubernetes", po::value<std::string>()->default_value(""),
                "Kubernetes version (default: newest known)")(
      "diff", po::value<std::vector<std::string>>()->multitoken(),
      "A B: only what differs between two versions")("json", "print the result as JSON");
  options.positional("version", 1, "Longhorn version");
  if (!options.parse(arguments)) return kDone;
  const auto kubernetes = options.get<std::string>("kubernetes");
  const bool json = options.has("json");

  if (const auto pair = options.all("diff"); !pair.empty()) {
    if (pair.size() != 2) throw UsageError("--diff takes two versions, such as --diff 1.7.2 1.8.0");
    const std::string before = resolved(pair[0]), after = resolved(pair[1]);
    const auto rows = model::diff({before, kubernetes}, {after, kubernetes});
    if (!rows) throw UsageError("unknown Kubernetes version \"" + kubernetes + "\"");
    print_difference(*rows, before, after, json);
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
  print(*rows, longhorn, json);
  return kDone;
}

}  // namespace headway::cli
