// A schedule's cron line with the zone in which it is read.
#pragma once

#include <string>

#include "sim/model/scenario.h"
#include "sim/schedule/cron.h"
#include "sim/schedule/zone.h"

namespace headway::recommend {

struct CronLine {
  schedule::Cron cron;
  schedule::Zone zone;
};

/// `text` in the scenario's zone. Precondition: both are valid (sim/io has checked them).
CronLine cron_line(const model::Scenario& scenario, const std::string& text);

}  // namespace headway::recommend
