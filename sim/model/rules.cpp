#include "sim/model/rules.h"

#include <algorithm>
#include <iterator>

#include "sim/model/history.h"
#include "sim/model/rule_lists.h"

namespace headway::model {
namespace {

std::vector<Rule> build_rules() {
  std::vector<Rule> all = detail::lock_rules();
  for (auto* more : {&detail::job_rules, &detail::backup_rules, &detail::csi_rules, &detail::harvester_rules,
                     &detail::store_rules}) {
    std::ranges::move(more(), std::back_inserter(all));
  }
  std::ranges::sort(all, {}, &Rule::name);
  return all;
}

}  // namespace

std::span<const Rule> rules() {
  static const std::vector<Rule> built = build_rules();
  return built;
}

const Rule* find_rule(std::string_view name) {
  const auto found = std::ranges::lower_bound(rules(), name, {}, &Rule::name);
  return found != rules().end() && found->name == name ? &*found : nullptr;
}

std::optional<std::vector<PresetRule>> preset_rules(std::string_view longhorn, std::string_view harvester) {
  const auto versions = detail::versions_of(longhorn, {}, harvester);
  if (!versions) return std::nullopt;
  std::vector<PresetRule> out;
  for (const Rule& rule : rules()) {
    const std::span<const RuleLine> history = rule.history;
    out.push_back({&rule, &detail::holding(history, *versions)});
  }
  return out;
}

std::optional<std::vector<RuleDifference>> rule_diff(PlatformVersions before, PlatformVersions after) {
  const auto old_rules = preset_rules(before.longhorn, before.harvester);
  const auto new_rules = preset_rules(after.longhorn, after.harvester);
  if (!old_rules || !new_rules) return std::nullopt;
  std::vector<RuleDifference> differences;
  for (std::size_t i = 0; i < old_rules->size(); ++i) {
    const PresetRule &was = (*old_rules)[i], &is = (*new_rules)[i];
    if (was.line->text != is.line->text) differences.push_back({was.rule, was.line, is.line});
  }
  return differences;
}

}  // namespace headway::model
