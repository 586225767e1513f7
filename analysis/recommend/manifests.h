// Recommended schedules as Kubernetes objects, and what they change as a diff: RecurringJobs ready for
// `kubectl apply -f`, VM schedules as patches, since a scenario does not know all of them (the namespace is
// left to be filled in).
#pragma once

#include <string>
#include <vector>

#include "analysis/recommend/recommend.h"

namespace headway::recommend {

struct Manifest {
  std::string file;  ///< "recurringjob-daily.yaml", "schedulevmbackup-nightly.yaml"
  std::string text;  ///< one RecurringJob of longhorn.io/v1beta2; what changes of one ScheduleVMBackup
};

/// One for each schedule that moves: the jobs, then VM schedules in the order to apply them.
std::vector<Manifest> manifests_of(const Recommendation& recommendation);

/// A unified diff from today's manifests to the recommended ones; empty when nothing moves.
std::string manifests_diff(const Recommendation& recommendation);

}  // namespace headway::recommend
