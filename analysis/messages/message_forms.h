// The words in which each layer of each version says what went wrong, as far as their form is known. Names
// that a cluster makes up, and those that the caller does not know, stand in angle brackets. Sources:
// backupstore sheet 1.7; longhorn-manager sheet 1.5, 2.2, 3.1; CSI sheet 1.2, 2.2, 3.2.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/record/records.h"

namespace headway::messages {

/// What the messages name.
struct Names {
  std::string longhorn;  ///< version
  std::string volume = "<volume>", target = "<target>";
  std::string vm_backup = "<vmbackup>", volume_snapshot = "<volumesnapshot>";
  std::int64_t max_failure = 0;  ///< of the schedule; 0: not known
};

/// What backupstore answers to a refused request for a lock of `type`; three wordings, by version.
std::string lock_text(const Names& names, int type);

/// status.error of a Longhorn Backup; empty when no text is known for the cause.
std::string backup_error_text(const Names& names, record::Cause cause);

/// What the message says. `root_cause`: of the Backup whose error it passes on; the message's own where that
/// is not known.
std::string message_text(const Names& names, const record::Message& message, record::Cause root_cause);

/// What the recurring job's pod logs for a backup that it counts as failed; `started`: it saw it start.
std::string job_text(const Names& names, record::Cause cause, bool started);

}  // namespace headway::messages
