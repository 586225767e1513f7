// Which line of a history holds for a version. Private to sim/model.
#pragma once

#include <span>
#include <string_view>

#include "sim/model/versions.h"

namespace headway::model::detail {

/// Before the version of a line that speaks of Kubernetes; a history speaks of one of the two throughout.
inline constexpr std::string_view kKubernetesPrefix = "kubernetes ";

/// The line of a history that holds for these versions: the last one whose `since` is not newer than they
/// are. Lines of before the oldest preset count; what came later (a back-off that an older version does not
/// use) is given its first line. Histories are ordered by version, so a change that was made on an older
/// branch first is undone by a line for the first release of the next branch. Precondition: not empty.
template <class Line>
const Line& holding(std::span<const Line> history, Version longhorn, Version kubernetes) {
  const Line* held = &history.front();
  for (const Line& line : history) {
    std::string_view since = line.since;
    const bool of_kubernetes = since.starts_with(kKubernetesPrefix);
    if (of_kubernetes) since.remove_prefix(kKubernetesPrefix.size());
    if (*read_version(since) <= (of_kubernetes ? kubernetes : longhorn)) held = &line;
  }
  return *held;
}

}  // namespace headway::model::detail
