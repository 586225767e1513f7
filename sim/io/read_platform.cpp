// `platform`: versions choose a preset, overrides change single parameters of it.
#include <fmt/format.h>

#include <initializer_list>
#include <span>
#include <utility>

#include "sim/io/near_name.h"
#include "sim/io/reader_parts.h"
#include "sim/model/versions.h"

namespace headway::io {
namespace {

/// The Harvester version that has a Longhorn with a preset; empty, reported, when there is none.
std::string_view read_harvester_version(Input& in, NodeId node) {
  const auto text = read_text(in, node, "a version of Harvester");
  if (!text) return {};
  const auto version = model::resolve_harvester_version(*text);
  if (version.empty()) {
    const auto known = model::harvester_versions();
    in.refuse(node,
              fmt::format("a version of Harvester whose Longhorn is known, {} to {}, or \"development\"",
                          known.front(), known[known.size() - 2]),
              near_name(*text, known));
  }
  return version;
}

/// The versions that `longhorn` and `harvester` choose, full or empty; reported when neither chooses one.
/// A Longhorn that is stated goes before the one that Harvester ships: what a Harvester would do on another
/// Longhorn is a fair question, but it may be a slip.
void read_version_choice(Draft& draft, Fields& fields, bool needed) {
  Input& in = draft.in;
  std::string_view stated, by_harvester, harvester_version;
  const NodeId longhorn = fields.find("longhorn"), harvester = fields.find("harvester");
  if (longhorn != kNoNode) stated = read_longhorn_version(in, longhorn);
  if (harvester != kNoNode) harvester_version = read_harvester_version(in, harvester);
  by_harvester = model::longhorn_of_harvester(harvester_version);
  if (!stated.empty() && !by_harvester.empty() && stated != by_harvester) {
    in.warn(longhorn, fmt::format("Harvester {} ships Longhorn {}; {} is played beneath it",
                                  harvester_version, by_harvester, stated));
  }
  if (longhorn == kNoNode && harvester == kNoNode && fields.is_object() && needed) {
    fields.require("longhorn", "a version such as \"1.7.2\" (or the key \"harvester\")");
  }
  draft.scenario.platform.harvester = harvester_version;
  draft.scenario.platform.longhorn = stated.empty() ? by_harvester : stated;
}

/// The value as the parameter's type wants it; nullopt and reported when it is of another.
std::optional<model::ParameterValue> read_parameter(Input& in, NodeId node,
                                                    const model::ParameterInfo& info) {
  const auto as_value = [](auto value) {
    return value ? std::optional<model::ParameterValue>(*value) : std::nullopt;
  };
  switch (info.type) {
    case model::ParameterType::flag:
      return as_value(read_flag(in, node));
    case model::ParameterType::count:
      return as_value(
          read_integer(in, node, std::get<std::int64_t>(info.low), std::get<std::int64_t>(info.high)));
    case model::ParameterType::duration:
      return as_value(read_duration(in, node, std::get<Duration>(info.low), std::get<Duration>(info.high)));
    case model::ParameterType::bytes:
      return as_value(read_bytes(in, node, std::get<Bytes>(info.low), std::get<Bytes>(info.high)));
    case model::ParameterType::rate:
      return as_value(read_rate(in, node));
    case model::ParameterType::choice:
      return as_value(read_word(in, node, info.choices));
  }
  return std::nullopt;
}

/// The overrides that are right, in order.
std::vector<Override> read_overrides(Input& in, NodeId overrides) {
  std::vector<Override> out;
  if (in.tree[overrides].kind != JsonKind::object) {
    in.refuse(overrides, "an object of parameters such as {\"lock.lease\": \"150s\"}");
    return out;
  }
  model::Parameters scratch;
  for (NodeId m = in.tree[overrides].first; m != kNoNode; m = in.tree[m].next) {
    const std::string name = in.tree.key(m);
    const model::ParameterInfo* info = model::find_parameter(name);
    if (info == nullptr) {
      std::vector<std::string_view> known;
      for (std::size_t i = 0; !in.errors.full() && i < model::parameter_table().size(); ++i) {
        known.push_back(model::parameter_table()[i].name);
      }
      in.refuse_key(m, "the name of a parameter as \"headway presets\" lists them", near_name(name, known));
      continue;
    }
    const auto value = read_parameter(in, m, *info);
    if (!value) continue;
    std::string problem = model::assign(scratch, name, *value);
    if (problem.empty()) {
      out.emplace_back(name, *value);
      continue;
    }
    if (problem.starts_with("expected ")) problem.erase(0, 9);
    in.refuse(m, problem);
  }
  return out;
}

/// Applies overrides to the preset of the platform's versions and notes what differs from it by name.
void make_parameters(model::Platform& platform, std::initializer_list<std::span<const Override>> overrides) {
  const model::Parameters preset = *model::preset(platform.longhorn, platform.kubernetes, platform.harvester);
  platform.parameters = preset;
  for (const auto& list : overrides) {
    for (const auto& [name, value] : list) model::assign(platform.parameters, name, value);
  }
  platform.overridden.clear();
  for (const auto& row : model::parameter_table()) {
    if (model::value_of(preset, row.name) != model::value_of(platform.parameters, row.name))
      platform.overridden.emplace_back(row.name);
  }
}

}  // namespace

std::string_view read_longhorn_version(Input& in, NodeId node) {
  const auto text = read_text(in, node, "a version of Longhorn");
  if (!text) return {};
  const auto version = model::resolve_longhorn_version(*text);
  if (version.empty()) {
    const auto known = model::longhorn_versions();
    in.refuse(node,
              fmt::format("a version of Longhorn with a preset, {} to {}, or \"development\"", known.front(),
                          known[known.size() - 2]),
              near_name(*text, known));
  }
  return version;
}

/// An override that would change nothing is refused, unless it writes down the preset's own value
/// (scenario.json does).
void refuse_without_effect(Input& in, NodeId overrides, const model::Platform& platform) {
  if (overrides == kNoNode || in.tree[overrides].kind != JsonKind::object) return;
  for (const std::string& name : platform.overridden) {
    const NodeId node = in.tree.member(overrides, name);
    if (node != kNoNode && !model::is_simulated(name))
      refuse_unsimulated(in, node, fmt::format("the parameter \"{}\"", name));
  }
}

model::Platform platform_of(Draft& draft, std::string_view longhorn, NodeId overrides) {
  std::vector<Override> own;
  if (overrides != kNoNode) own = read_overrides(draft.in, overrides);
  model::Platform out;
  out.longhorn = longhorn;
  out.harvester = draft.scenario.platform.harvester;
  out.kubernetes = draft.scenario.platform.kubernetes;
  make_parameters(out, {draft.overrides, own});
  refuse_without_effect(draft.in, overrides, out);
  return out;
}

void read_platform(Draft& draft, NodeId node, bool needed) {
  model::Platform& platform = draft.scenario.platform;
  const auto newest = model::longhorn_versions()[model::longhorn_versions().size() - 2];
  std::string_view kubernetes = model::resolve_kubernetes_version("");
  NodeId overrides = kNoNode;
  if (node != kNoNode) {
    Fields fields(draft.in, node, keys::kPlatform);
    read_version_choice(draft, fields, needed);
    overrides = fields.find("overrides");
    if (const NodeId k = fields.find("kubernetes"); k != kNoNode) {
      const auto text = read_text(draft.in, k, "a version of Kubernetes");
      const auto known = text ? model::resolve_kubernetes_version(*text) : std::string_view{};
      if (text && (known.empty() || text->empty())) {
        const auto all = model::kubernetes_versions();
        draft.in.refuse(k, fmt::format("a version of Kubernetes from {} to {}", all.front(), all.back()),
                        near_name(*text, all));
      } else if (text) {
        kubernetes = known;
      }
    }
  }
  // Without a version the newest release's preset is taken: for the checks that follow an error already
  // reported, and for scenarios of bare transfers, which use no parameter.
  if (platform.longhorn.empty()) platform.longhorn = newest;
  platform.kubernetes = kubernetes;
  if (overrides != kNoNode) draft.overrides = read_overrides(draft.in, overrides);
  make_parameters(platform, {draft.overrides});
  refuse_without_effect(draft.in, overrides, platform);
}

}  // namespace headway::io
