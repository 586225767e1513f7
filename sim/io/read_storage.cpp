// `nodes` and `targets`: what moves the data and where it goes.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/io/distribution_reader.h"
#include "sim/io/reader_parts.h"

namespace headway::io {
namespace {

constexpr BytesPerSecond kTenGbit{1.25e9}, kGigabyte{1e9};
constexpr BytesPerSecond kThreadRate{60.0 * static_cast<double>(kMiB)};
constexpr double kCpu = 8;
constexpr std::string_view kRoundRobin = "round-robin";  // a word in the place of a node's name

model::Latency read_latency(Input& in, NodeId node) {
  const QuantityLimit limit{Quantity::seconds, {}, kMaxLatency};
  const auto one = [&](Input& i, NodeId n) { return read_distribution(i, n, limit); };
  if (in.tree[node].kind != JsonKind::object || looks_like_distribution(in, node)) {
    const auto all = one(in, node).value_or(core::Distribution{});
    return {all, all, all, all, all};
  }
  Fields fields(in, node, keys::kLatency);
  const core::Distribution none;
  return {fields.get("list", none, one), fields.get("head", none, one), fields.get("get", none, one),
          fields.get("put", none, one), fields.get("delete", none, one)};
}

std::vector<model::CapacityWindow> read_capacity_profile(Draft& draft, Fields& target) {
  std::vector<model::CapacityWindow> out;
  const auto entries = target.array("capacity_profile", "capacity windows");
  if (entries.size() > static_cast<std::size_t>(kMaxCapacityWindows)) {
    draft.in.refuse(target.find("capacity_profile"), fmt::format("at most {} windows", kMaxCapacityWindows));
    return out;
  }
  for (const NodeId entry : entries) {
    Fields fields(draft.in, entry, keys::kCapacityWindow);
    model::CapacityWindow window;
    window.cron =
        fields.must("cron", "when the window begins", [&](Input&, NodeId n) { return read_cron(draft, n); })
            .value_or("");
    window.length = fields
                        .must("for", "how long the window lasts",
                              [](Input& in, NodeId n) {
                                return read_duration(in, n, nanoseconds{1}, model::kMaxHorizon);
                              })
                        .value_or(Duration{});
    window.zone = read_zone(draft, fields.find("zone"));
    window.factor = fields
                        .must("factor", "the share of the bandwidth that is left, above 0 and up to 1",
                              [](Input& in, NodeId n) { return read_number(in, n, 0, 1, true); })
                        .value_or(1);
    out.push_back(std::move(window));
  }
  return out;
}

}  // namespace

void read_nodes(Draft& draft, NodeId node) {
  if (node == kNoNode) return;
  auto& nodes = draft.scenario.nodes;
  draft.nodes_given = draft.in.tree[node].first != kNoNode;

  for (const NodeId entry : read_array(draft.in, node, "nodes")) {
    Fields fields(draft.in, entry, keys::kNode);
    model::Node one;
    one.upload = fields.get("upload", kTenGbit, read_rate);
    one.download = fields.get("download", kTenGbit, read_rate);
    one.disk_read = fields.get("disk_read", kGigabyte, read_rate);
    one.disk_write = fields.get("disk_write", kGigabyte, read_rate);
    one.thread_rate = fields.get("thread_rate", kThreadRate, read_rate);
    one.cpu =
        fields.get("cpu", kCpu, [](Input& in, NodeId n) { return read_number(in, n, 0, kMaxCpu, true); });
    one.clock_skew = fields.get("clock_skew", Duration::zero(), read_skew);
    const std::int64_t room = kMaxNodes - static_cast<std::int64_t>(nodes.size());
    const auto name = fields.must("name", "the node's name", [&](Input& in, NodeId n) {
      return read_entity_name(in, n, room, kMaxNodes, "nodes");
    });
    for (std::int64_t k = 0; name && k < name->size(); ++k) {
      one.name = name->at(k);
      if (one.name == kRoundRobin) {
        draft.in.refuse(name->node, "another name: \"round-robin\" spreads volumes over all nodes");
        break;
      }
      if (!draft.nodes.add(one.name, static_cast<std::uint32_t>(nodes.size()))) {
        draft.in.refuse(name->node, "a name that no other node has", {}, "a second node " + quoted(one.name));
        break;
      }
      nodes.push_back(one);
    }
  }
}

void read_targets(Draft& draft, NodeId node) {
  if (node == kNoNode) return;
  static constexpr std::array<std::string_view, 4> kKinds = {"s3", "nfs", "cifs", "azure"};
  auto& targets = draft.scenario.targets;
  draft.targets_given = draft.in.tree[node].first != kNoNode;

  for (const NodeId entry : read_array(draft.in, node, "targets")) {
    Fields fields(draft.in, entry, keys::kTarget);
    model::Target one;
    const auto kind =
        fields.get("kind", std::string("s3"), [](Input& in, NodeId n) { return read_word(in, n, kKinds); });
    one.kind = static_cast<model::TargetKind>(std::find(kKinds.begin(), kKinds.end(), kind) - kKinds.begin());
    // Modification times over HTTP (Last-Modified) are whole seconds.
    const bool http = one.kind == model::TargetKind::s3 || one.kind == model::TargetKind::azure;
    one.write = fields.must("write", "the bandwidth of all uploads together", read_rate).value_or(kMinRate);
    one.read = fields.get("read", one.write, read_rate);
    if (const NodeId capacity = fields.find("capacity"); capacity != kNoNode)
      one.capacity = read_bytes(draft.in, capacity, Bytes{1}, kMaxBytes);
    if (const NodeId latency = fields.find("latency"); latency != kNoNode)
      one.latency = read_latency(draft.in, latency);
    one.clock_skew = fields.get("clock_skew", Duration::zero(), read_skew);
    one.time_resolution = fields.get(
        "time_resolution", Duration{http ? seconds{1} : seconds{0}},
        [](Input& in, NodeId n) { return read_duration(in, n, Duration::zero(), kMaxTimeResolution); });
    one.capacity_profile = read_capacity_profile(draft, fields);
    const std::int64_t room = kMaxTargets - static_cast<std::int64_t>(targets.size());
    const auto name = fields.must("name", "the target's name", [&](Input& in, NodeId n) {
      return read_entity_name(in, n, room, kMaxTargets, "targets");
    });
    for (const auto* latency :
         {&one.latency.list, &one.latency.head, &one.latency.get, &one.latency.put, &one.latency.remove}) {
      if (name && !take_empirical(draft, fields.find("latency"), *latency, name->size())) return;
    }
    for (std::int64_t k = 0; name && k < name->size(); ++k) {
      one.name = name->at(k);
      if (draft.nodes.find(one.name)) {
        draft.in.refuse(name->node, "a name that no node has: paths name both", {},
                        "a target " + quoted(one.name));
        break;
      }
      if (!draft.targets.add(one.name, static_cast<std::uint32_t>(targets.size()))) {
        draft.in.refuse(name->node, "a name that no other target has", {},
                        "a second target " + quoted(one.name));
        break;
      }
      targets.push_back(one);
    }
  }
}

std::optional<Duration> read_skew(Input& in, NodeId node) {
  return read_duration(in, node, -kMaxClockSkew, kMaxClockSkew);
}

bool take_empirical(Draft& draft, NodeId node, const core::Distribution& distribution, std::int64_t copies) {
  const auto* observed = std::get_if<core::Empirical>(&distribution.shape());
  if (observed == nullptr) return true;
  const auto values = static_cast<std::int64_t>(observed->values.size());
  if (copies > draft.empirical_room / values) {
    draft.in.refuse(
        node, fmt::format("at most {} observed values over all volumes and targets, each with its own copy",
                          kMaxEmpiricalTotal));
    return false;
  }
  draft.empirical_room -= copies * values;
  return true;
}

void refuse_unsimulated(Input& in, NodeId node, std::string_view what) {
  in.refuse(node, fmt::format("nothing here: headway does not simulate {} yet", what));
}

}  // namespace headway::io
