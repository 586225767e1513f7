// `virtual_machines`, and `schedules` of the kind ScheduleVMBackup: what Harvester backs up and when.
//
// A volume is of one machine at most, a machine of one schedule at most; what the lists ask for is therefore
// bounded by the volumes there are. The names are known before what they refer to is looked up, so that one
// mistake does not make every later reference one.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "sim/io/reader_parts.h"
#include "sim/model/versions.h"

namespace headway::io {
namespace {

constexpr std::uint32_t kNobody = std::numeric_limits<std::uint32_t>::max();

/// Names the machines of one entry; nullopt, reported, when there is no list of volumes to give them.
std::optional<EntityName> name_machines(Draft& draft, Fields& fields) {
  auto& machines = draft.scenario.machines;
  const auto room = kMaxVolumes - static_cast<std::int64_t>(machines.size());
  auto name = fields.must("name", "the machine's name", [&](Input& in, NodeId n) {
    return read_entity_name(in, n, room, kMaxVolumes, "virtual machines");
  });
  for (std::int64_t k = 0; name && k < name->size(); ++k) {
    if (!draft.machines.add(name->at(k), static_cast<std::uint32_t>(machines.size()))) {
      draft.in.refuse(name->node, "a name that no other virtual machine has", {},
                      "a second virtual machine " + quoted(name->at(k)));
      return std::nullopt;
    }
    machines.push_back({name->at(k), {}});
  }
  return name;
}

/// Gives one machine the volume that the reference means; false, reported, when there is none or it has an
/// owner.
bool give_volume(Draft& draft, const Reference& reference, const EntityName& name, std::int64_t k,
                 std::size_t machine, std::vector<std::uint32_t>& owners) {
  const auto volume = index_of(draft.in, reference, name, k, draft.volumes);
  if (!volume) return false;
  auto& machines = draft.scenario.machines;
  const std::uint32_t owner = owners[*volume];
  if (owner == kNobody) {
    owners[*volume] = static_cast<std::uint32_t>(machine);
    machines[machine].volumes.push_back(*volume);
    return true;
  }
  const std::string volume_name = quoted(draft.scenario.volumes[*volume].name);
  if (owner == machine)
    draft.in.refuse(reference.node, "each volume once", {},
                    fmt::format("{} twice in {}", volume_name, quoted(machines[machine].name)));
  else
    draft.in.refuse(reference.node, "a volume that no other virtual machine has", {},
                    fmt::format("{} in {}, which {} has already", volume_name, quoted(machines[machine].name),
                                quoted(machines[owner].name)));
  return false;
}

/// The machines of one entry; stops at the first whose volumes do not hold, since the others would fail
/// alike.
void read_machines(Draft& draft, NodeId entry, std::vector<std::uint32_t>& owners) {
  Input& in = draft.in;
  Fields fields(in, entry, keys::kVirtualMachine);
  const std::size_t first = draft.scenario.machines.size();
  const auto name = name_machines(draft, fields);
  const NodeId list = fields.require("volumes", "the names of its volumes");
  if (list == kNoNode) return;
  if (in.tree[list].kind == JsonKind::array && in.tree[list].first == kNoNode)
    in.refuse(list, "at least one name of a volume");
  if (!name) return;
  const auto references = read_references(in, list, *name, kMaxVolumes);
  // A list beside one name has been taken off when it was read.
  const auto names = name->size() * static_cast<std::int64_t>(references.size());
  if (name->pattern.range() != nullptr && !take_names(in, list, names)) return;
  for (std::int64_t k = 0; k < name->size(); ++k) {
    const std::size_t machine = first + static_cast<std::size_t>(k);
    draft.scenario.machines[machine].volumes.reserve(references.size());
    for (const Reference& reference : references) {
      if (!give_volume(draft, reference, *name, k, machine, owners)) return;
    }
  }
}

/// The failures that suspend the schedule: as stated, or what Harvester would fill in where that is admitted.
std::int64_t read_max_failure(Draft& draft, Fields& fields, std::int64_t retain) {
  Input& in = draft.in;
  const NodeId node = fields.find("max_failure");
  if (node != kNoNode) {
    const auto stated = read_integer(in, node, kMinVmMaxFailure, kMaxVmRetain - 1);
    if (stated && *stated >= retain)
      in.refuse(node,
                fmt::format("a number below \"retain\", {}: max failure should be less than retain", retain));
    return stated.value_or(kMinVmMaxFailure);
  }
  const std::int64_t preset = draft.scenario.platform.parameters.vm_schedule_default_max_failure;
  const std::int64_t usual = std::max(kMinVmMaxFailure, preset);
  if (usual < retain) return usual;
  const std::int64_t lowered = retain - 1;
  if (lowered < kMinVmMaxFailure) {
    const NodeId place = fields.find("retain");
    in.refuse(
        place == kNoNode ? fields.object() : place,
        fmt::format("a whole number from {} to {}: max failure should be less than retain, and {} or more",
                    kMinVmMaxFailure + 1, kMaxVmRetain, kMinVmMaxFailure),
        {}, place == kNoNode ? fmt::format("a default of {}", retain) : "");
    return kMinVmMaxFailure;
  }
  in.warn(fields.object(),
          fmt::format("\"max_failure\" is taken as {}: its default, {}, is not less than \"retain\", {}, and "
                      "would not be admitted",
                      lowered, usual, retain));
  return lowered;
}

/// What all schedules of one entry share.
model::VmSchedule read_common(Draft& draft, Fields& fields) {
  model::VmSchedule out;
  out.cron = fields.must("cron", "when it fires", [&](Input&, NodeId n) { return read_cron(draft, n); })
                 .value_or("");
  const std::int64_t preset = draft.scenario.platform.parameters.vm_schedule_default_retain;
  out.retain = fields.get(
      "retain", preset, [](Input& in, NodeId n) { return read_integer(in, n, kMinVmRetain, kMaxVmRetain); });
  out.max_failure = read_max_failure(draft, fields, out.retain);
  out.existing = fields.get("existing", std::int64_t{0},
                            [](Input& in, NodeId n) { return read_integer(in, n, 0, kMaxVmRetain); });
  out.suspended = fields.get("suspended", false, read_flag);
  out.skip_cron_check = fields.get("skip_cron_check", false, read_flag);
  return out;
}

/// The schedules of one entry; stops at the first whose machine does not hold, since the others would fail
/// alike. `taken`: by machine, its schedule.
void read_vm_schedule(Draft& draft, NodeId entry, std::vector<std::uint32_t>& taken) {
  Input& in = draft.in;
  auto& schedules = draft.scenario.vm_schedules;
  Fields fields(in, entry, keys::kVmSchedule);
  const model::VmSchedule common = read_common(draft, fields);
  const auto name = read_schedule_name(draft, fields);
  const NodeId vm = fields.require("vm", "the name of a virtual machine");
  const std::size_t first = schedules.size();
  // Too many have been reported with their names.
  if (!name || name->size() > kMaxSchedules - static_cast<std::int64_t>(first)) return;
  const auto jobs = static_cast<std::uint32_t>(draft.scenario.jobs.size());
  for (std::int64_t k = 0; k < name->size(); ++k) {
    const auto index = static_cast<std::uint32_t>(schedules.size());
    schedules.push_back(common);
    schedules.back().name = name->at(k);
    draft.vm_schedules.add(name->at(k), index);
    draft.cron_schedules.add(name->at(k), jobs + index);
    draft.vm_schedule_nodes.push_back(entry);
  }
  if (vm == kNoNode) return;
  const auto text = read_text(in, vm, "the name of a virtual machine");
  const auto reference = text ? read_reference(in, vm, *text, *name) : std::nullopt;
  for (std::int64_t k = 0; reference && k < name->size(); ++k) {
    const std::size_t index = first + static_cast<std::size_t>(k);
    const auto machine = index_of(in, *reference, *name, k, draft.machines);
    if (!machine) return;
    if (taken[*machine] != kNobody) {
      in.refuse(
          vm, "a virtual machine that no other schedule backs up: Harvester admits one", {},
          fmt::format("{} in {}, which {} backs up already", quoted(draft.scenario.machines[*machine].name),
                      quoted(schedules[index].name), quoted(schedules[taken[*machine]].name)));
      return;
    }
    taken[*machine] = static_cast<std::uint32_t>(index);
    schedules[index].vm = *machine;
  }
}

}  // namespace

void need_harvester(Draft& draft, NodeId node, std::string_view what) {
  if (draft.harvester_missed) return;
  const auto version = model::read_version(draft.scenario.platform.harvester);
  if (version && *version >= model::Version{1, 4, 0, true}) return;
  draft.harvester_missed = true;
  draft.in.refuse(
      node, fmt::format(R"(a version of Harvester under "platform": {{"harvester": "1.4.0"}}, which {} need)",
                        what));
}

void read_virtual_machines(Draft& draft, NodeId node) {
  if (node == kNoNode) return;
  std::vector<std::uint32_t> owners(draft.scenario.volumes.size(), kNobody);
  for (const NodeId entry : read_array(draft.in, node, "virtual machines"))
    read_machines(draft, entry, owners);
}

void read_vm_schedules(Draft& draft, NodeId schedules) {
  std::vector<std::uint32_t> taken(draft.scenario.machines.size(), kNobody);
  for (const NodeId entry : schedules_of_kind(draft, schedules, "ScheduleVMBackup")) {
    need_harvester(draft, draft.in.tree.member(entry, "kind"), "ScheduleVMBackup schedules");
    read_vm_schedule(draft, entry, taken);
  }
}

}  // namespace headway::io
