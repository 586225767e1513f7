// Which line of a history holds for a version. Private to sim/model.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "sim/model/parameters.h"
#include "sim/model/versions.h"

namespace headway::model::detail {

/// Before the version of a line that speaks of Kubernetes; a history speaks of it throughout or not at all.
inline constexpr std::string_view kKubernetesPrefix = "kubernetes ";
/// Before the version of a line that speaks of Harvester; such lines come last.
inline constexpr std::string_view kHarvesterPrefix = "harvester ";

/// The versions that a history is read for.
struct Versions {
  Version longhorn, kubernetes;
  std::optional<Version> harvester;  ///< none: Longhorn without Harvester
};

/// Versions for words as `preset` takes them; nullopt when one is unknown.
inline std::optional<Versions> versions_of(std::string_view longhorn, std::string_view kubernetes,
                                           std::string_view harvester) {
  const auto longhorn_version = read_version(resolve_longhorn_version(longhorn));
  const auto cron_version = kubernetes_version(kubernetes);
  if (!longhorn_version || !cron_version) return std::nullopt;
  Versions versions{*longhorn_version, *cron_version, std::nullopt};
  if (!harvester.empty()) {
    versions.harvester = read_version(resolve_harvester_version(harvester));
    if (!versions.harvester) return std::nullopt;
  }
  return versions;
}

/// Whether a line that says `since` holds for these versions.
inline bool holds(std::string_view since, const Versions& versions) {
  if (since.starts_with(kKubernetesPrefix)) {
    return *read_version(since.substr(kKubernetesPrefix.size())) <= versions.kubernetes;
  }
  if (since.starts_with(kHarvesterPrefix)) {
    return versions.harvester && *read_version(since.substr(kHarvesterPrefix.size())) <= *versions.harvester;
  }
  return *read_version(since) <= versions.longhorn;
}

/// The line of a history that holds for these versions: the last one whose `since` is not newer than they
/// are. Lines of before the oldest preset count; what came later (a back-off that an older version does not
/// use) is given its first line, and so is what Harvester alone has where there is no Harvester. Histories
/// are ordered by version, Harvester's lines last, so these win over Longhorn's. A change that was made on an
/// older branch first is undone by a line for the first release of the next branch. Precondition: not empty.
template <class Line>
const Line& holding(std::span<const Line> history, const Versions& versions) {
  const Line* held = &history.front();
  for (const Line& line : history) {
    if (holds(line.since, versions)) held = &line;
  }
  return *held;
}

}  // namespace headway::model::detail
