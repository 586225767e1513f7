// What the format can say and headway cannot simulate yet: checked like everything else, so that the mistakes
// in it are found today, then refused by name, so that nothing is silently left out.
#include <fmt/format.h>

#include <algorithm>
#include <array>

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

std::optional<EntityName> read_schedule_name(Draft& draft, Fields& fields) {
  const NodeId node = fields.require("name", "the schedule's name");
  if (node == kNoNode || draft.in.tree[node].kind != JsonKind::string)
    return std::nullopt;  // reported before
  auto parsed = parse_name_pattern(draft.in.tree.text(node));
  if (!parsed.pattern || parsed.pattern->formula() != nullptr) return std::nullopt;
  EntityName name{node, *std::move(parsed.pattern)};
  return name.size() <= kMaxSchedules ? std::optional(std::move(name)) : std::nullopt;
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

void read_manual(Draft& draft, NodeId entry) {
  Fields fields(draft.in, entry, keys::kManual);
  const auto name = read_schedule_name(draft, fields);
  fields.must("at", "when it begins", [&](Input&, NodeId n) { return read_instant_within(draft, n); });
  const NodeId volumes = fields.require("volumes", "the names of volumes");
  if (volumes == kNoNode || !name) return;
  check_references(draft, *name, read_references(draft.in, volumes, *name, kMaxListedVolumes), draft.volumes);
}

struct EventKind {
  std::string_view word;
  const ObjectKeys* keys;
};

constexpr std::array<EventKind, 7> kEvents = {{{"node-crash", &keys::kNodeCrash},
                                               {"target-outage", &keys::kTargetOutage},
                                               {"delete-failed-backups", &keys::kDeleteFailedBackups},
                                               {"restart-csi-snapshotter", &keys::kRestartSnapshotter},
                                               {"change-schedule", &keys::kChangeSchedule},
                                               {"delete-backup-volume", &keys::kDeleteBackupVolume},
                                               {"restore", &keys::kRestore}}};

void read_event(Draft& draft, NodeId entry, const EventKind& kind) {
  Fields fields(draft.in, entry, *kind.keys);
  const auto length = [](Input& in, NodeId n) {
    return read_duration(in, n, nanoseconds{1}, model::kMaxHorizon);
  };
  fields.must("at", "when it happens", [&](Input&, NodeId n) { return read_instant_within(draft, n); });
  const EntityName nothing{};
  for (const std::string_view key : kind.keys->keys) {
    if (key == "node") check_name(draft, fields, key, draft.nodes, nothing);
    if (key == "target") check_name(draft, fields, key, draft.targets, nothing);
    if (key == "volume") check_name(draft, fields, key, draft.volumes, nothing);
    if (key == "schedule") check_name(draft, fields, key, draft.schedules, nothing);
    if (key == "back_after") fields.must(key, "when the node is back, such as \"8m\"", length);
    if (key == "for") fields.must(key, "how long the outage lasts, such as \"20m\"", length);
    if (key == "cron")
      fields.must(key, "the new cron line", [&](Input&, NodeId n) { return read_cron(draft, n); });
    if (key == "replicas")
      fields.get(key, std::int64_t{3}, [](Input& in, NodeId n) { return read_integer(in, n, 1, 100); });
  }
}

}  // namespace

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

void read_other_schedules(Draft& draft, NodeId node) {
  if (node == kNoNode || draft.in.tree[node].kind != JsonKind::array) return;
  for (NodeId entry = draft.in.tree[node].first; entry != kNoNode; entry = draft.in.tree[entry].next) {
    const NodeId kind =
        draft.in.tree[entry].kind == JsonKind::object ? draft.in.tree.member(entry, "kind") : kNoNode;
    if (kind == kNoNode || draft.in.tree[kind].kind != JsonKind::string) continue;
    const std::string word = draft.in.tree.text(kind);
    if (word == "ScheduleVMBackup") read_vm_schedule(draft, entry);
    if (word == "Manual") read_manual(draft, entry);
    if (word == "ScheduleVMBackup" || word == "Manual") {
      draft.in.refuse(kind,
                      fmt::format("\"RecurringJob\": headway does not simulate the kind \"{}\" yet", word));
    }
  }
}

void read_events(Draft& draft, NodeId node) {
  if (node == kNoNode) return;
  Input& in = draft.in;
  std::array<std::string_view, kEvents.size()> words;
  std::transform(kEvents.begin(), kEvents.end(), words.begin(), [](const EventKind& e) { return e.word; });
  for (const NodeId entry : read_array(in, node, "events")) {
    const bool object = in.tree[entry].kind == JsonKind::object;
    const NodeId kind = object ? in.tree.member(entry, "kind") : kNoNode;
    if (kind == kNoNode) {
      in.refuse(entry, object ? "the key \"kind\": " + listed(words) : "an object with keys such as \"at\"",
                {}, object ? "no \"kind\"" : "");
      continue;
    }
    const auto word = read_word(in, kind, words);
    if (!word) continue;
    const auto place = std::find(words.begin(), words.end(), *word) - words.begin();
    read_event(draft, entry, kEvents[static_cast<std::size_t>(place)]);
    refuse_unsimulated(in, kind, fmt::format("the event \"{}\"", *word));
  }
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
