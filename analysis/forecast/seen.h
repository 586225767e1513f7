// What users saw: errors in the status of objects of CSI and Harvester, in the words of the modelled
// versions, and on which virtual machines. One root cause shows in several places, and the last to speak is
// seldom the first to fail; so these are no failures of their own.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "analysis/forecast/forecast.h"
#include "analysis/forecast/summary.h"
#include "sim/model/scenario.h"

namespace headway::forecast {

std::vector<SeenForecast> seen_of(std::span<const ReplicationSummary> replications);

/// The words in which it is said, names left open.
std::string seen_text(const model::Scenario& scenario, const SeenKey& key);

/// The object in whose status it stands: "VolumeSnapshot", "VirtualMachineBackup", "ScheduleVMBackup".
std::string_view seen_object(record::Layer layer);

/// "db-1, db-2 and 3 more". `most` of them are named.
std::string machine_list(const model::Scenario& scenario, const std::vector<std::uint32_t>& machines,
                         std::size_t most);

/// Machines with backups due and without any error, ascending.
std::vector<std::uint32_t> machines_without_errors(const Forecast& forecast);

}  // namespace headway::forecast
