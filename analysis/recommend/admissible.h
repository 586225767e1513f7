// Start times of VM schedules that Harvester's webhook admits (analysis/admission).
//
// What it says depends on the minute. For the search a stricter rule stands in that does not: two schedules
// that may have the same granularity keep webhook.min_offset between any of their firings. Then an edit is
// accepted in every minute, and so is each later write of the schedule's status. Who stays where it is, is
// not asked: it is stored already.
//
// The rule is about the new lines. While they are applied one after the other, old ones are still in the way:
// for an order that avoids them, and the minutes that remain, the webhook's own algorithm is asked.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/admission/admission.h"
#include "analysis/placement/problem.h"
#include "sim/model/scenario.h"

namespace headway::recommend {

/// Whether the webhook would accept any edit of the VM schedule's line at all, it being alone: looked for in
/// a week from the scenario's start.
bool may_be_edited(const model::Scenario& scenario, std::uint32_t vm_schedule);

/// Which VM schedules may only stand apart, into `problem.apart`. Needs the windows' firings, as
/// analysis/movable numbers them. O(schedules^2).
void add_webhook_rules(const model::Scenario& scenario, placement::Problem& problem);

/// One edited VM schedule, sent to the webhook when those before it have been.
struct Submission {
  std::uint32_t schedule = 0;  ///< as analysis/movable numbers them
  admission::Day day;          ///< of the day from the scenario's start
  std::string refusal;         ///< the webhook's words in the other minutes; empty without
};

/// The edits that lead from `before` to `after`, in an order in which as many as possible are accepted in
/// every minute. O(edits^2) days of admission at worst, mostly one or two for each edit.
std::vector<Submission> submissions(const model::Scenario& before, const model::Scenario& after);

}  // namespace headway::recommend
