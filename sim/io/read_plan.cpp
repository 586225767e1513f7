// `transfers`, `expect` and `windows`.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/io/reader_parts.h"

namespace headway::io {
namespace {

void read_path(Draft& draft, NodeId node, std::vector<std::string>& path) {
  const auto links = read_array(draft.in, node, "names of nodes and targets");
  if (draft.in.tree[node].kind != JsonKind::array) return;
  if (links.empty() || links.size() > static_cast<std::size_t>(kMaxPathLength)) {
    draft.in.refuse(node, fmt::format("1 to {} names of nodes and targets", kMaxPathLength));
    return;
  }
  for (const NodeId link : links) {
    auto name = read_text(draft.in, link, "the name of a node or target");
    if (!name) continue;
    if (!draft.nodes.find(*name) && !draft.targets.find(*name)) {
      std::string near;
      if (!draft.in.errors.full()) near = draft.nodes.near(*name);
      if (!draft.in.errors.full() && near.empty()) near = draft.targets.near(*name);
      draft.in.refuse(link, "the name of a node or target", near);
    } else if (std::find(path.begin(), path.end(), *name) != path.end()) {
      draft.in.refuse(link, "each name once in a path");
    } else {
      path.push_back(*std::move(name));
    }
  }
}

void keep_each_once(std::vector<std::uint32_t>& indexes) {
  std::sort(indexes.begin(), indexes.end());
  indexes.erase(std::unique(indexes.begin(), indexes.end()), indexes.end());
}

/// The windows of `allowed` or `blackout`; only a search for better times looks at them.
void read_window_list(Draft& draft, const std::vector<NodeId>& entries, std::vector<model::Window>& windows) {
  for (const NodeId entry : entries) {
    Fields fields(draft.in, entry, keys::kWindow);
    model::Window window;
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
    if (const NodeId schedules = fields.find("schedules"); schedules != kNoNode) {
      window.every = false;
      const EntityName nothing{};
      for (const Reference& reference : read_references(draft.in, schedules, nothing, kMaxSchedules)) {
        if (reference.pattern.prefix == "*") {
          window.every = true;
        } else if (index_of(draft.in, reference, nothing, 0, draft.schedules)) {
          if (const auto job = draft.jobs.find(reference.pattern.prefix)) window.jobs.push_back(*job);
          if (const auto schedule = draft.vm_schedules.find(reference.pattern.prefix))
            window.vm_schedules.push_back(*schedule);
        }
      }
      if (window.every) window.jobs.clear(), window.vm_schedules.clear();
      keep_each_once(window.jobs);
      keep_each_once(window.vm_schedules);
    }
    windows.push_back(std::move(window));
  }
}

std::optional<std::string> read_metric(Input& in, NodeId node) {
  auto text = read_text(in, node, "the name of a figure");
  if (!text) return std::nullopt;
  const bool good = !text->empty() && text->size() <= kMaxNameBytes && text->front() != '.' &&
                    text->find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") == std::string::npos;
  if (good) return text;
  in.refuse(node, "the name of a figure such as \"backups.lost_share\"");
  return std::nullopt;
}

std::optional<model::Expectation> read_expectation(Input& in, NodeId entry) {
  Fields fields(in, entry, keys::kExpectation);
  model::Expectation out;
  const auto metric =
      fields.must("metric", "the name of a figure such as \"backups.lost_share\"", read_metric);
  const auto finite = [](Input& i, NodeId n) { return read_number(i, n, -1e300, 1e300); };
  int bounds = 0;
  for (const auto& [key, bound] : {std::pair{"observed_at_most", &out.observed_at_most},
                                   std::pair{"observed_at_least", &out.observed_at_least}}) {
    if (const NodeId n = fields.find(key); n != kNoNode) ++bounds, *bound = finite(in, n);
  }
  const NodeId probability = fields.find("probability_at_most"), confidence = fields.find("confidence");
  if (probability != kNoNode) {
    ++bounds;
    out.probability_at_most = read_number(in, probability, 0, 1, true);
    if (confidence == kNoNode) {
      in.refuse(entry, "the key \"confidence\" beside \"probability_at_most\", such as 0.95", {},
                "no \"confidence\"");
    }
  } else if (confidence != kNoNode) {
    in.refuse_key(confidence, "it only beside \"probability_at_most\"");
  }
  if (confidence != kNoNode) {
    const auto value = read_number(in, confidence, 0.5, 0.999999);
    if (value) out.confidence = *value;
  }
  if (bounds != 1 && fields.is_object()) {
    in.refuse(entry, "exactly one of \"observed_at_most\", \"observed_at_least\" and \"probability_at_most\"",
              {}, fmt::format("{} of the bounds", bounds));
  }
  if (!metric) return std::nullopt;
  out.metric = *metric;
  return out;
}

}  // namespace

void read_transfers(Draft& draft, NodeId node) {
  if (node == kNoNode) return;
  Input& in = draft.in;
  NameIndex ids{"transfer"};
  const auto entries = read_array(in, node, "transfers");
  if (entries.size() > static_cast<std::size_t>(kMaxTransfers)) {
    in.refuse(node, fmt::format("at most {} transfers", kMaxTransfers));
    return;
  }
  for (const NodeId entry : entries) {
    Fields fields(in, entry, keys::kTransfer);
    model::Transfer one;
    const auto id =
        fields.must("id", "a name of its own", [](Input& i, NodeId n) -> std::optional<std::string> {
          auto text = read_text(i, n, "a name");
          if (!text || is_name(*text)) return text;
          i.refuse(n, "a name of letters, digits and - _ . / : @");
          return std::nullopt;
        });
    one.id = id.value_or("");
    if (id && !ids.add(*id, 0)) in.refuse(fields.find("id"), "an id that no other transfer has");
    one.at =
        fields.must("at", "when it begins", [&](Input&, NodeId n) { return read_instant_within(draft, n); })
            .value_or(Instant{});
    one.bytes = fields
                    .must("bytes", "how much it moves, such as \"10Gi\"",
                          [](Input& i, NodeId n) { return read_bytes(i, n, Bytes{1}, kMaxBytes); })
                    .value_or(Bytes{});
    const NodeId path = fields.require("path", "the names of the nodes and targets that it passes");
    if (path != kNoNode) read_path(draft, path, one.path);
    if (const NodeId cap = fields.find("cap"); cap != kNoNode) one.cap = read_rate(in, cap);
    draft.scenario.transfers.push_back(std::move(one));
  }
}

void read_expectations(Draft& draft, NodeId node) {
  if (node == kNoNode) return;
  const auto entries = read_array(draft.in, node, "expectations");
  if (entries.size() > static_cast<std::size_t>(kMaxExpectations)) {
    draft.in.refuse(node, fmt::format("at most {} expectations", kMaxExpectations));
    return;
  }
  for (const NodeId entry : entries) {
    if (auto one = read_expectation(draft.in, entry)) draft.scenario.expect.push_back(*std::move(one));
  }
}

void read_windows(Draft& draft, NodeId node) {
  if (node == kNoNode) return;
  static constexpr std::array<std::string_view, 3> kEnds = {"run-on", "cancel", "do-not-start"};
  Input& in = draft.in;
  Fields fields(in, node, keys::kWindows);
  read_window_list(draft, fields.array("allowed", "windows"), draft.scenario.allowed);
  read_window_list(draft, fields.array("blackout", "windows"), draft.scenario.blackout);
  if (const NodeId pinned = fields.find("pinned"); pinned != kNoNode) {
    const EntityName nothing{};
    for (const Reference& reference : read_references(in, pinned, nothing, kMaxSchedules)) {
      if (!index_of(in, reference, nothing, 0, draft.schedules)) continue;
      if (const auto job = draft.jobs.find(reference.pattern.prefix)) draft.scenario.jobs[*job].pinned = true;
      if (const auto schedule = draft.vm_schedules.find(reference.pattern.prefix))
        draft.scenario.vm_schedules[*schedule].pinned = true;
    }
  }
  if (const NodeId end = fields.find("at_end"); end != kNoNode) {
    const auto word = read_word(in, end, kEnds);
    if (word && *word != kEnds[0]) {
      in.refuse(
          end, fmt::format("\"run-on\": headway does not simulate \"{}\" at the end of a window yet", *word));
    }
  }
}

}  // namespace headway::io
