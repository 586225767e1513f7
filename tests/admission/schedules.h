// Scenarios of nothing but VM schedules: all that the webhook looks at.
#pragma once

#include <string>
#include <vector>

#include "sim/io/amounts.h"
#include "sim/model/scenario.h"

namespace headway::admission {

inline Instant at(const std::string& text) {
  return io::parse_instant(text).value();
}

/// Schedules s0, s1, … with these lines, each of a machine of its own, from a Monday's midnight on.
inline model::Scenario lines(const std::vector<std::string>& crons) {
  model::Scenario out;
  out.name = "lines";
  out.time.start = at("2026-01-05T00:00:00Z");
  out.time.horizon = hours{24 * 14};
  out.platform.parameters.webhook_min_granularity = hours{1};
  out.platform.parameters.webhook_min_offset = minutes{10};
  for (std::size_t i = 0; i < crons.size(); ++i) {
    out.machines.push_back({"vm" + std::to_string(i), {}});
    model::VmSchedule schedule;
    schedule.name = "s" + std::to_string(i);
    schedule.vm = static_cast<std::uint32_t>(i);
    schedule.cron = crons[i];
    out.vm_schedules.push_back(schedule);
  }
  return out;
}

}  // namespace headway::admission
