// What the objects of a replication are called where users meet them. Parts that a cluster makes up (UIDs,
// random suffixes) stand as a word in angle brackets.
#pragma once

#include <string>

#include "analysis/messages/message_forms.h"
#include "sim/model/scenario.h"
#include "sim/record/records.h"

namespace headway::explain {

/// "backup 17 of db-01 (daily)".
std::string operation_name(const model::Scenario& scenario, const record::Operation& operation);

/// The VirtualMachineBackup that the operation is, or is part of.
std::string vm_backup_name(const model::Scenario& scenario, const record::Operation& operation);

/// The VolumeSnapshot of a VM backup's disk.
std::string volume_snapshot_name(const model::Scenario& scenario, const record::Operation& snapshot);

/// What messages about the operation name.
messages::Names message_names(const model::Scenario& scenario, const record::Operation& operation);

/// "02:00:07.3" on the day of `from`, else with the date; UTC.
std::string clock(Instant at, Instant from);

/// "2026-01-05 02:00:07.3".
std::string date_and_clock(Instant at);

}  // namespace headway::explain
