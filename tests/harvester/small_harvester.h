// A Harvester cluster small enough to be followed by hand: the small cluster of Longhorn beneath it
// (tests/longhorn/small_cluster.h), virtual machines whose disks are idle volumes, and what users see of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/longhorn/small_cluster.h"

namespace headway::tests {

/// The small cluster with the Longhorn that this Harvester ships; an hour from 2026-01-05T00:00:00Z.
model::Scenario small_harvester(std::string_view harvester);

/// A machine with `disks` volumes, named after it.
std::uint32_t add_machine(model::Scenario& scenario, const std::string& name, std::size_t disks);

/// A schedule of the machine; answers its index as records have it, or would have it when all manual backups
/// and jobs were added before.
std::uint32_t add_vm_schedule(model::Scenario& scenario, const std::string& name, std::uint32_t vm,
                              const std::string& cron, std::int64_t existing = 0);

/// A manual VM backup.
std::uint32_t add_manual_vm_backup(model::Scenario& scenario, const std::string& name, Instant at,
                                   std::vector<std::uint32_t> machines);

model::Event event_at(Instant at, model::EventKind kind);

/// Messages of one layer.
std::vector<record::Message> of_layer(const Recording& recording, record::Layer layer);

}  // namespace headway::tests
