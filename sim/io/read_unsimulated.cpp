// What the format can say and headway cannot simulate yet: checked like everything else, so that the mistakes
// in it are found today, then refused by name, so that nothing is silently left out.
#include <fmt/format.h>

#include "sim/io/reader_parts.h"

namespace headway::io {
namespace {

constexpr std::int64_t kMaxListedVolumes = kMaxVolumes;

/// Every name that the references mean for each name of the owner exists; stops at the first that does not.
void check_references(Draft& draft, const EntityName& owner, const std::vector<Reference>& references,
                      const NameIndex& known) {
  for (const Reference& reference : references) {
    const std::int64_t names = reference.varies() ? owner.size() : 1;
    if (!take_names(draft.in, reference.node, names)) return;
    for (std::int64_t k = 0; k < names; ++k) {
      if (!index_of(draft.in, reference, owner, k, known)) break;
    }
  }
}

/// One name that must exist.
void check_name(Draft& draft, Fields& fields, std::string_view key, const NameIndex& known,
                const EntityName& owner) {
  const NodeId node = fields.require(key, fmt::format("the name of a {}", known.kind()));
  if (node == kNoNode) return;
  const auto text = read_text(draft.in, node, "a name");
  if (!text) return;
  if (const auto reference = read_reference(draft.in, node, *text, owner))
    check_references(draft, owner, {*reference}, known);
}

void read_vm_schedule(Draft& draft, NodeId entry) {
  Fields fields(draft.in, entry, keys::kVmSchedule);
  const auto name = read_schedule_name(draft, fields);
  check_name(draft, fields, "vm", draft.machines, name.value_or(EntityName{}));
  fields.must("cron", "when it fires", [&](Input&, NodeId n) { return read_cron(draft, n); });
  const auto positive = [](Input& in, NodeId n) { return read_integer(in, n, 1, kMaxRetain); };
  fields.get("retain", std::int64_t{1}, positive);
  fields.get("max_failure", std::int64_t{1}, positive);
}

}  // namespace

void read_unsimulated_keys(Input& in, Fields& volume) {
  if (const NodeId n = volume.find("growth_per_month");
      n != kNoNode && read_bytes(in, n, Bytes{0}, kMaxBytes)) {
    refuse_unsimulated(in, n, "\"growth_per_month\" (volumes that grow)");
  }
  for (const std::string_view key : {"from", "until"}) {
    if (const NodeId n = volume.find(key); n != kNoNode && read_instant(in, n)) {
      refuse_unsimulated(in, n, fmt::format("\"{}\" (volumes that come and go)", key));
    }
  }
  if (const NodeId n = volume.find("priority");
      n != kNoNode && read_integer(in, n, -1000, 1000).value_or(0) != 0) {
    in.refuse(n, "0: headway does not simulate a \"priority\" yet");
  }
}

void read_virtual_machines(Draft& draft, NodeId node) {
  if (node == kNoNode) return;
  Input& in = draft.in;
  const auto entries = read_array(in, node, "virtual machines");
  std::int64_t room = kMaxVolumes;
  for (const NodeId entry : entries) {
    Fields fields(in, entry, keys::kVirtualMachine);
    const auto name = fields.must("name", "the machine's name", [&](Input& i, NodeId n) {
      return read_entity_name(i, n, room, kMaxVolumes, "virtual machines");
    });
    const NodeId volumes = fields.require("volumes", "the names of its volumes");
    if (!name) continue;
    room -= name->size();
    for (std::int64_t k = 0; k < name->size(); ++k) {
      if (draft.machines.add(name->at(k), 0)) continue;
      in.refuse(name->node, "a name that no other virtual machine has", {},
                "a second virtual machine " + quoted(name->at(k)));
      break;
    }
    if (volumes != kNoNode) {
      check_references(draft, *name, read_references(in, volumes, *name, kMaxListedVolumes), draft.volumes);
    }
  }
  if (!entries.empty()) refuse_unsimulated(in, node, "\"virtual_machines\"");
}

void read_vm_schedules(Draft& draft, NodeId schedules) {
  for (const NodeId entry : schedules_of_kind(draft, schedules, "ScheduleVMBackup")) {
    read_vm_schedule(draft, entry);
    draft.in.refuse(
        draft.in.tree.member(entry, "kind"),
        "\"RecurringJob\" or \"Manual\": headway does not simulate the kind \"ScheduleVMBackup\" yet");
  }
}

void read_unsimulated_event(Draft& draft, NodeId entry, NodeId kind) {
  Fields fields(draft.in, entry, keys::kRestartSnapshotter);
  fields.must("at", "when it happens", [&](Input&, NodeId n) { return read_instant_within(draft, n); });
  refuse_unsimulated(draft.in, kind, fmt::format("the event {}", draft.in.describe(kind)));
}

void read_clusters(Draft& draft, NodeId node) {
  if (node == kNoNode) return;
  const auto entries = read_array(draft.in, node, "clusters");
  for (const NodeId entry : entries) {
    Fields fields(draft.in, entry, keys::kCluster);
    fields.must("name", "the cluster's name", [](Input& in, NodeId n) { return read_text(in, n, "a name"); });
  }
  if (!entries.empty()) refuse_unsimulated(draft.in, node, "\"clusters\" (several on one target)");
}

}  // namespace headway::io
