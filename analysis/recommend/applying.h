// What an edit of a schedule does in the night after (corrections, "CronJob catch-up"): an edited schedule
// fires at once when its new line has a tick between its last run and now, and again at its next tick.
#pragma once

#include <string>

#include "sim/core/time.h"
#include "sim/model/scenario.h"

namespace headway::recommend {

/// What applying the changed line causes, in a sentence: the longest stretch of a day in which an edit causes
/// nothing, in a week after the scenario's start. A few milliseconds.
std::string applying_note(const model::Scenario& scenario, const std::string& before,
                          const std::string& after);

/// The same of a VM schedule (ScheduleVMBackup). No edit makes it run at once: Harvester takes a firing that
/// has passed for too old. But where the old line's next firing and the new one's are on different sides of
/// the edit, a run is left out or comes twice.
std::string vm_applying_note(const model::Scenario& scenario, const std::string& before,
                             const std::string& after);

/// Number of runs that start at once when `after` replaces `before` at `at`: 0 or 1.
int extra_runs(const model::Scenario& scenario, const std::string& before, const std::string& after,
               Instant at);

}  // namespace headway::recommend
