#include "analysis/recommend/cron_line.h"

#include "sim/core/check.h"

namespace headway::recommend {

CronLine cron_line(const model::Scenario& scenario, const std::string& text) {
  const auto cron = schedule::Cron::parse(text);
  const auto zone = schedule::Zone::find(scenario.time.zone);
  core::check_invariant(cron.cron && zone.zone, "a schedule with an invalid cron line");
  return CronLine{*cron.cron, *zone.zone};
}

}  // namespace headway::recommend
