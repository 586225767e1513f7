// What Longhorn and Harvester do that no number says: rules by version, beside the parameter table.
//
// A rule is a sentence with a history. headway plays it as it stands, or leaves it out (docs/model.md, "What
// is not modelled"); no scenario can override it. `headway presets` prints the rules after the parameters,
// and
// --diff those whose text changed: so a change between two versions that no parameter expresses is still
// named, with its source. Names have the form of the parameters' and are not used twice. O(number of rules).
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sim/model/parameters.h"
#include "sim/model/presets.h"

namespace headway::model {

/// What a rule says since a version.
struct RuleLine {
  std::string_view since;  ///< first version with this text, of Longhorn or "harvester 1.4.0"
  std::string_view text;   ///< one or two sentences
  Evidence evidence;
  std::string_view source;
};

struct Rule {
  std::string_view name;          ///< `layer.name`
  std::vector<RuleLine> history;  ///< oldest first, not empty
};

/// All rules, ordered by name.
std::span<const Rule> rules();

/// The rule of that name, or nullptr.
const Rule* find_rule(std::string_view name);

/// A rule as it holds for one version.
struct PresetRule {
  const Rule* rule;      ///< never null
  const RuleLine* line;  ///< never null
};

/// All rules, ordered by name, for a Longhorn version beneath a Harvester version (empty = none), words as
/// `preset` takes them; nullopt when one is unknown.
std::optional<std::vector<PresetRule>> preset_rules(std::string_view longhorn,
                                                    std::string_view harvester = {});

/// A rule whose text is not the same in two versions.
struct RuleDifference {
  const Rule* rule;
  const RuleLine* before;
  const RuleLine* after;
};

/// The rules that differ from `before` to `after`, ordered by name; nullopt when a version is unknown.
std::optional<std::vector<RuleDifference>> rule_diff(PlatformVersions before, PlatformVersions after);

}  // namespace headway::model
