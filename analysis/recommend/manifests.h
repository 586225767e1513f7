// Recommended schedules as Kubernetes objects, ready for `kubectl apply -f`, and what they change as a diff.
#pragma once

#include <string>
#include <vector>

#include "analysis/recommend/recommend.h"

namespace headway::recommend {

struct Manifest {
  std::string file;  ///< "recurringjob-daily.yaml"
  std::string text;  ///< one RecurringJob of longhorn.io/v1beta2
};

/// One for each schedule that moves.
std::vector<Manifest> manifests_of(const Recommendation& recommendation);

/// A unified diff from today's manifests to the recommended ones; empty when nothing moves.
std::string manifests_diff(const Recommendation& recommendation);

}  // namespace headway::recommend
