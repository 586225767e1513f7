// Where the rules stand, one file a group of layers. Private to sim/model.
#pragma once

#include <vector>

#include "sim/model/rules.h"

namespace headway::model::detail {

/// A rule that is the same in every release from 1.6.0 on and in the development branch.
inline Rule always(std::string_view name, std::string_view text, std::string_view source,
                   Evidence evidence = Evidence::read) {
  return Rule{name, {{"1.6.0", text, evidence, source}}};
}

std::vector<Rule> lock_rules();       ///< lock.*
std::vector<Rule> job_rules();        ///< cron.*, job.*, system_backup.*
std::vector<Rule> backup_rules();     ///< create.*, delete.*, restore.*, csi.* that changed
std::vector<Rule> csi_rules();        ///< csi.*, sidecar.*, snapshot_controller.*
std::vector<Rule> harvester_rules();  ///< vm_backup.*, vm_schedule.*, webhook.*, target.refresh
std::vector<Rule> store_rules();      ///< block.*, target.*, s3.*, nfs.*

}  // namespace headway::model::detail
