// `schedules` of the kind Manual: backups of volumes or of virtual machines that somebody asks for by hand,
// all at once.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "sim/io/reader_parts.h"

namespace headway::io {
namespace {

constexpr std::string_view kEvery = "*";

/// The volumes or machines that the references mean for the k-th name, ascending, each once; nullopt,
/// reported, when one does not exist. `all`: how many there are.
std::optional<std::vector<std::uint32_t>> selection_of(Draft& draft, const std::vector<Reference>& references,
                                                       const EntityName& owner, std::int64_t k,
                                                       const NameIndex& known, std::size_t all) {
  std::vector<std::uint32_t> out;
  for (const Reference& reference : references) {
    if (!reference.varies() && reference.pattern.prefix == kEvery) {
      out.resize(all);
      std::iota(out.begin(), out.end(), 0u);
      return out;
    }
    const auto index = index_of(draft.in, reference, owner, k, known);
    if (!index) return std::nullopt;
    out.push_back(*index);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

void read_manual(Draft& draft, NodeId entry) {
  Input& in = draft.in;
  Fields fields(in, entry, keys::kManual);
  const auto name = read_schedule_name(draft, fields);
  const auto at =
      fields.must("at", "when it begins", [&](Input&, NodeId n) { return read_instant_within(draft, n); });
  const NodeId volumes = fields.find("volumes"), machines = fields.find("virtual_machines");
  if (fields.is_object() && (volumes == kNoNode) == (machines == kNoNode)) {
    in.refuse(entry, "exactly one of \"volumes\" and \"virtual_machines\", each a list of names", {},
              volumes == kNoNode ? "neither" : "both");
    return;
  }
  const bool of_machines = machines != kNoNode;
  if (of_machines) need_harvester(draft, machines, "backups of virtual machines");
  if (!name) return;
  const NodeId list = of_machines ? machines : volumes;
  const NameIndex& known = of_machines ? draft.machines : draft.volumes;
  const std::size_t all = of_machines ? draft.scenario.machines.size() : draft.scenario.volumes.size();
  const auto references = read_references(in, list, *name, kMaxVolumes);
  const bool every = std::any_of(references.begin(), references.end(), [](const Reference& r) {
    return !r.varies() && r.pattern.prefix == kEvery;
  });
  const std::size_t each = every ? all : references.size();
  // A list beside one name has been taken off when it was read.
  const bool many = every || name->pattern.range() != nullptr;
  if (many && !take_names(in, list, name->size() * static_cast<std::int64_t>(each))) return;
  if (each == 0 && in.errors.empty())
    in.warn(entry, fmt::format("{} has no {}", quoted(name->at(0)), known.kind()));
  for (std::int64_t k = 0; k < name->size(); ++k) {
    auto selected = selection_of(draft, references, *name, k, known, all);
    if (!selected) return;
    model::ManualBackup one{name->at(k), at.value_or(Instant{}), {}, {}};
    (of_machines ? one.machines : one.volumes) = *std::move(selected);
    draft.scenario.manual.push_back(std::move(one));
  }
}

}  // namespace

std::optional<EntityName> read_schedule_name(Draft& draft, Fields& fields) {
  const NodeId node = fields.require("name", "the schedule's name");
  if (node == kNoNode || draft.in.tree[node].kind != JsonKind::string) return std::nullopt;
  auto parsed = parse_name_pattern(draft.in.tree.text(node));
  if (!parsed.pattern || parsed.pattern->formula() != nullptr) return std::nullopt;
  EntityName name{node, *std::move(parsed.pattern)};
  return name.size() <= kMaxSchedules ? std::optional(std::move(name)) : std::nullopt;
}

std::vector<NodeId> schedules_of_kind(const Draft& draft, NodeId schedules, std::string_view kind) {
  const JsonTree& tree = draft.in.tree;
  std::vector<NodeId> out;
  if (schedules == kNoNode || tree[schedules].kind != JsonKind::array) return out;
  for (NodeId entry = tree[schedules].first; entry != kNoNode; entry = tree[entry].next) {
    const NodeId word = tree[entry].kind == JsonKind::object ? tree.member(entry, "kind") : kNoNode;
    if (word != kNoNode && tree[word].kind == JsonKind::string && tree.text(word) == kind)
      out.push_back(entry);
  }
  return out;
}

void read_manual_backups(Draft& draft, NodeId schedules) {
  for (const NodeId entry : schedules_of_kind(draft, schedules, "Manual")) read_manual(draft, entry);
}

}  // namespace headway::io
