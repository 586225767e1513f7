// What the lines of a history must be, of parameters and rules alike.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sim/model/history.h"

namespace headway::model {

/// What is wrong with the versions of a history: all of Kubernetes or none, Harvester's after Longhorn's, and
/// of each product in rising order. Empty when nothing is.
template <class Line>
std::string wrong_order(std::span<const Line> history) {
  std::optional<Version> longhorn, harvester, kubernetes;
  for (const Line& line : history) {
    std::string_view since = line.since;
    std::optional<Version>* last = &longhorn;
    for (const auto& [prefix, of] : {std::pair(detail::kKubernetesPrefix, &kubernetes),
                                     std::pair(detail::kHarvesterPrefix, &harvester)}) {
      if (!since.starts_with(prefix)) continue;
      since.remove_prefix(prefix.size());
      last = of;
    }
    const auto version = read_version(since);
    if (!version) return std::string(line.since) + " is no version";
    if (*last && **last >= *version) return std::string(line.since) + " is not newer than the line before";
    if (harvester && last != &harvester) return std::string(line.since) + " comes after Harvester's";
    *last = version;
  }
  return kubernetes && (longhorn || harvester) ? "of Kubernetes in part" : "";
}

}  // namespace headway::model
