// `standby_volumes`: volumes that are kept up to date from another one's backups.
#include <fmt/format.h>

#include "sim/io/reader_parts.h"

namespace headway::io {
namespace {

constexpr std::string_view kRoundRobin = "round-robin";

/// One entry: its volumes differ in their number only.
struct Group {
  EntityName name;
  std::int64_t replicas = 3;
  bool round_robin = true;
  std::optional<Reference> source, node;
};

std::optional<Group> read_group(Draft& draft, NodeId entry) {
  Input& in = draft.in;
  Fields fields(in, entry, keys::kStandbyVolume);
  Group group;
  group.replicas = fields.get("replicas", group.replicas,
                              [](Input& i, NodeId n) { return read_integer(i, n, 1, kMaxReplicas); });
  const std::int64_t room = kMaxStandbyVolumes - draft.standby_volumes.size();
  auto name = fields.must("name", "the volume's name", [&](Input& i, NodeId n) {
    return read_entity_name(i, n, room, kMaxStandbyVolumes, "standby volumes");
  });
  const NodeId source = fields.require("source", "the volume whose backups it follows");
  if (!name || source == kNoNode) return std::nullopt;
  group.name = *std::move(name);
  if (const auto text = read_text(in, source, "the name of a volume"))
    group.source = read_reference(in, source, *text, group.name);
  if (const NodeId node = fields.find("node"); node != kNoNode) {
    const auto text = read_text(in, node, "the name of a node, or \"round-robin\",");
    if (!text) return std::nullopt;
    group.round_robin = *text == kRoundRobin;
    if (!group.round_robin) group.node = read_reference(in, node, *text, group.name);
  }
  return group.source && (group.round_robin || group.node) ? std::optional(std::move(group)) : std::nullopt;
}

/// Stops at the first volume whose references do not hold, since the others would fail alike.
void expand(Draft& draft, const Group& group, std::int64_t& dealt) {
  auto& standby = draft.scenario.standby_volumes;
  const auto nodes = static_cast<std::int64_t>(draft.scenario.nodes.size());
  for (std::int64_t k = 0; k < group.name.size(); ++k) {
    model::StandbyVolume volume{group.name.at(k), 0, 0, group.replicas};
    const auto source = index_of(draft.in, *group.source, group.name, k, draft.volumes);
    if (!source) return;
    volume.source = *source;
    if (group.round_robin) {
      if (nodes > 0) volume.node = static_cast<std::uint32_t>(dealt++ % nodes);
    } else {
      const auto node = index_of(draft.in, *group.node, group.name, k, draft.nodes);
      if (!node) return;
      volume.node = *node;
    }
    const bool taken = draft.volumes.find(volume.name).has_value();
    if (taken || !draft.standby_volumes.add(volume.name, static_cast<std::uint32_t>(standby.size()))) {
      draft.in.refuse(group.name.node, "a name that no other volume has", {},
                      "a second volume " + quoted(volume.name));
      return;
    }
    standby.push_back(std::move(volume));
  }
}

}  // namespace

void read_standby_volumes(Draft& draft, NodeId node) {
  if (node == kNoNode) return;
  std::int64_t dealt = 0;
  for (const NodeId entry : read_array(draft.in, node, "standby volumes")) {
    if (const auto group = read_group(draft, entry)) expand(draft, *group, dealt);
  }
}

}  // namespace headway::io
