// The words in which each layer of each version says what went wrong, as far as their form is known. Names
// that a cluster makes up stand in angle brackets. Sources: backupstore sheet 1.7; longhorn-manager sheet
// 1.5, 2.2, 3.1; CSI sheet 1.2, 2.2, 3.2.
#pragma once

#include <string>

#include "analysis/explain/trace.h"
#include "sim/model/scenario.h"
#include "sim/record/records.h"

namespace headway::explain {

/// What backupstore answers to a refused request for a lock of `type`; three wordings, by version.
std::string lock_text(const model::Scenario& scenario, std::uint32_t volume, int type);

/// status.error of the Longhorn Backup; empty when no text is known for the cause.
std::string backup_error_text(const model::Scenario& scenario, const record::Operation& backup);

/// What the message says.
std::string message_text(const model::Scenario& scenario, const Trace& trace, const record::Message& message);

/// What the recurring job's pod logs for a backup that it counts as failed.
std::string job_text(const model::Scenario& scenario, const record::Operation& backup);

}  // namespace headway::explain
