// `volumes`: groups of volumes that are equal but for their number.
#include <fmt/format.h>

#include <algorithm>

#include "sim/io/amounts.h"
#include "sim/io/distribution_reader.h"
#include "sim/io/reader_parts.h"

namespace headway::io {
namespace {

/// Completed backups at the start of one job, as the group of volumes states them.
struct Existing {
  Reference job;
  std::int64_t count = 0;
};

/// One entry of the array: what all its volumes share, and what depends on the number of each.
struct Group {
  EntityName name;
  model::Volume common;
  bool round_robin = false;
  std::optional<Reference> node, target, image;
  std::vector<Reference> groups, jobs;
  std::vector<Existing> backups;
};

/// What Longhorn offers, or what the scenario's own parameter says.
std::optional<Bytes> read_block_size(Input& in, NodeId node, Bytes parameter) {
  const auto size = read_bytes(in, node, Bytes{1}, kMaxBytes);
  if (!size || *size == Bytes{2 * kMiB} || *size == Bytes{16 * kMiB} || *size == parameter) return size;
  in.refuse(node, "\"2Mi\", \"16Mi\" or the value of the parameter block.size");
  return std::nullopt;
}

model::Dirtied read_dirtied(Input& in, NodeId node) {
  Fields fields(in, node, keys::kDirtied);
  model::Dirtied out;
  const QuantityLimit limit{Quantity::bytes, kMaxBytes, {}};
  out.per_day =
      fields.get("per_day", out.per_day, [&](Input& i, NodeId n) { return read_distribution(i, n, limit); });
  out.hot_share = fields.get("hot_share", 0.0, [](Input& i, NodeId n) { return read_number(i, n, 0, 1); });
  return out;
}

void read_sizes(Input& in, Fields& fields, model::Volume& volume) {
  const auto size = fields.must("size", "the volume's size, such as \"40Gi\"",
                                [](Input& i, NodeId n) { return read_bytes(i, n, Bytes{1}, kMaxBytes); });
  volume.size = volume.used = size.value_or(Bytes{0});
  const NodeId used = fields.find("used");
  if (used == kNoNode) return;
  const auto value = read_bytes(in, used, Bytes{0}, kMaxBytes);
  if (value && size && *value > *size) {
    in.refuse(used, fmt::format("at most the volume's size, {}", format_bytes(volume.size)));
  } else if (value) {
    volume.used = *value;
  }
}

void read_places(Draft& draft, Fields& fields, Group& group) {
  Input& in = draft.in;
  const NodeId node = fields.find("node");
  if (node == kNoNode) {
    group.round_robin = true;
    if (!draft.nodes_given)
      in.refuse(fields.object(), "the key \"nodes\" with at least one", {}, "a volume but no node");
  } else if (const auto text = read_text(in, node, "the name of a node, or \"round-robin\",")) {
    group.round_robin = *text == "round-robin";
    if (!group.round_robin) {
      group.node = read_reference(in, node, *text, group.name);
    } else if (!draft.nodes_given) {
      in.refuse(node, "\"round-robin\" over at least one node, but there is none");
    }
  }
  if (const NodeId image = fields.find("backing_image"); image != kNoNode) {
    if (const auto text = read_text(in, image, "the name of a backing image"))
      group.image = read_reference(in, image, *text, group.name);
  }
  const NodeId target = fields.find("target");
  if (target == kNoNode) {
    const bool lost = draft.targets_given && draft.scenario.targets.empty();  // reported there
    if (draft.scenario.targets.size() != 1 && !lost && fields.is_object()) {
      in.refuse(fields.object(),
                fmt::format("the key \"target\": there are {} targets", draft.scenario.targets.size()), {},
                "no \"target\"");
    }
  } else if (const auto text = read_text(in, target, "the name of a target")) {
    group.target = read_reference(in, target, *text, group.name);
  }
}

void read_labels(Draft& draft, Fields& fields, Group& group) {
  Input& in = draft.in;
  if (const NodeId n = fields.find("groups"); n != kNoNode)
    group.groups = read_references(in, n, group.name, kMaxGroups);
  if (const NodeId n = fields.find("jobs"); n != kNoNode)
    group.jobs = read_references(in, n, group.name, kMaxGroups);
  const NodeId backups = fields.find("backups");
  if (backups == kNoNode) return;
  if (in.tree[backups].kind != JsonKind::object) {
    in.refuse(backups, "an object of numbers by job such as {\"daily\": 7}");
    return;
  }
  for (NodeId m = in.tree[backups].first; m != kNoNode; m = in.tree[m].next) {
    const auto job = read_reference(in, m, in.tree.key(m), group.name);
    const auto count = read_integer(in, m, 0, kMaxBackupsAtStart);
    if (job && count) group.backups.push_back({*job, *count});
  }
  if (group.backups.size() > static_cast<std::size_t>(kMaxGroups)) {
    in.refuse(backups, fmt::format("at most {} jobs", kMaxGroups));
    group.backups.clear();
  }
}

std::optional<Group> read_group(Draft& draft, NodeId entry, std::int64_t room) {
  Input& in = draft.in;
  Fields fields(in, entry, keys::kVolume);
  Group group;
  model::Volume& common = group.common;
  const auto name = fields.must("name", "the volume's name", [&](Input& i, NodeId n) {
    return read_entity_name(i, n, room, kMaxVolumes, "volumes");
  });
  if (name) group.name = *name;
  read_sizes(in, fields, common);
  if (const NodeId n = fields.find("dirtied"); n != kNoNode) common.dirtied = read_dirtied(in, n);
  common.compression_ratio = fields.get("compression_ratio", 1.0, [](Input& i, NodeId n) {
    return read_number(i, n, 1, kMaxCompressionRatio);
  });
  const Bytes block_size = draft.scenario.platform.parameters.block_size;
  common.block_size = fields.get("block_size", block_size,
                                 [&](Input& i, NodeId n) { return read_block_size(i, n, block_size); });
  common.attached = fields.get("attached", true, read_flag);
  read_unsimulated_keys(in, fields);
  if (!name) return std::nullopt;  // what follows is reckoned from the name
  read_places(draft, fields, group);
  read_labels(draft, fields, group);
  return group;
}

/// False, reported, when the job backs up no volumes of its own.
bool backs_up_volumes(Draft& draft, const Reference& reference, std::uint32_t job) {
  const auto& one = draft.scenario.jobs[job];
  if (one.task != model::Task::system_backup) return true;
  draft.in.refuse(reference.node, "the name of a RecurringJob that backs up volumes", {},
                  fmt::format("{}, whose task is \"system-backup\"", quoted(one.name)));
  return false;
}

/// The groups that the references mean for the k-th volume, each once; false after the first that means none.
bool groups_of(Draft& draft, const Group& group, std::int64_t k, std::vector<std::string>& out) {
  for (const Reference& reference : group.groups) {
    auto name = group_name(draft.in, reference, group.name, k, &draft.groups);
    if (!name) return false;
    if (std::find(out.begin(), out.end(), *name) == out.end()) out.push_back(*std::move(name));
  }
  return true;
}

/// Likewise the jobs, which must exist.
bool jobs_of(Draft& draft, const Group& group, std::int64_t k, std::vector<std::string>& out) {
  for (const Reference& reference : group.jobs) {
    const auto index = index_of(draft.in, reference, group.name, k, draft.jobs);
    if (!index || !backs_up_volumes(draft, reference, *index)) return false;
    const std::string& name = draft.scenario.jobs[*index].name;
    if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
  }
  return true;
}

/// The volumes of a group; stops at the first whose references do not hold, since the others would fail
/// alike.
void expand(Draft& draft, const Group& group, std::int64_t& round_robin) {
  auto& volumes = draft.scenario.volumes;
  for (std::int64_t k = 0; k < group.name.size(); ++k) {
    model::Volume volume = group.common;
    volume.name = group.name.at(k);
    if (group.round_robin) {
      const auto nodes = static_cast<std::int64_t>(draft.scenario.nodes.size());
      if (nodes > 0) volume.node = static_cast<std::uint32_t>(round_robin++ % nodes);
    } else if (group.node) {
      const auto index = index_of(draft.in, *group.node, group.name, k, draft.nodes);
      if (!index) return;
      volume.node = *index;
    }
    if (group.target) {
      const auto index = index_of(draft.in, *group.target, group.name, k, draft.targets);
      if (!index) return;
      volume.target = *index;
    }
    if (group.image) {
      volume.backing_image = index_of(draft.in, *group.image, group.name, k, draft.images);
      if (!volume.backing_image) return;
    }
    if (!groups_of(draft, group, k, volume.groups) || !jobs_of(draft, group, k, volume.jobs)) return;
    // The volume controller's rule (longhorn-manager: labelRecurringJobDefault): no label, then "default".
    if (volume.groups.empty() && volume.jobs.empty()) volume.groups.emplace_back("default");
    for (const Existing& existing : group.backups) {
      const auto index = index_of(draft.in, existing.job, group.name, k, draft.jobs);
      if (!index || !backs_up_volumes(draft, existing.job, *index)) return;
      const auto& job = draft.scenario.jobs[*index].name;
      if (std::any_of(volume.backups.begin(), volume.backups.end(),
                      [&](const auto& b) { return b.first == job; })) {
        draft.in.refuse_key(existing.job.node, fmt::format("each job once, for {} twice", quoted(job)));
        return;
      }
      volume.backups.emplace_back(job, existing.count);
    }
    if (!draft.volumes.add(volume.name, static_cast<std::uint32_t>(volumes.size()))) {
      draft.in.refuse(group.name.node, "a name that no other volume has", {},
                      "a second volume " + quoted(volume.name));
      return;
    }
    volumes.push_back(std::move(volume));
  }
}

}  // namespace

void read_volumes(Draft& draft, NodeId node) {
  if (node == kNoNode) return;
  Input& in = draft.in;
  std::int64_t count = 0, labels = 0, bytes = 0, round_robin = 0;
  for (const NodeId entry : read_array(in, node, "volumes")) {
    const auto group = read_group(draft, entry, kMaxVolumes - count);
    if (!group) continue;
    const std::int64_t size = group->name.size();
    const auto listed =
        static_cast<std::int64_t>(group->groups.size() + group->jobs.size() + group->backups.size());
    std::int64_t group_bytes = 0;
    if (__builtin_mul_overflow(size, group->common.size.count, &group_bytes) ||
        group_bytes > kMaxBytes.count - bytes) {
      in.refuse(in.tree.member(entry, "size"),
                fmt::format("at most {} over all volumes", format_bytes(kMaxBytes)));
      return;
    }
    if (listed > 0 && size > (kMaxLabels - labels) / listed) {
      in.refuse(entry,
                fmt::format("at most {} entries in the groups, jobs and backups of all volumes", kMaxLabels));
      return;
    }
    if (!take_empirical(draft, entry, group->common.dirtied.per_day, size)) return;
    count += size;
    labels += size * listed;
    bytes += group_bytes;
    expand(draft, *group, round_robin);
  }
}

}  // namespace headway::io
