// `policy`: names and settings of policies, by the table of kinds in sim/policy.
#include <fmt/format.h>

#include <algorithm>

#include "sim/io/amounts.h"
#include "sim/io/near_name.h"
#include "sim/io/reader_parts.h"
#include "sim/policy/kind.h"

namespace headway::io {
namespace {

/// A setting's value, by the type of its default; the default when there is none or it is wrong.
model::PolicyValue read_setting(Input& in, NodeId node, const policy::SettingInfo& info) {
  if (node == kNoNode) return info.value;
  if (std::holds_alternative<std::int64_t>(info.value))
    return read_integer(in, node, info.low, info.high).value_or(std::get<std::int64_t>(info.value));
  if (std::holds_alternative<Duration>(info.value))
    return read_duration(in, node, info.shortest, info.longest).value_or(std::get<Duration>(info.value));
  return read_word(in, node, info.words).value_or(std::get<std::string>(info.value));
}

void refuse_unknown_settings(Input& in, NodeId entry, const policy::Kind& kind) {
  std::vector<std::string_view> known;
  for (const policy::SettingInfo& info : kind.settings) known.push_back(info.name);
  for (NodeId m = in.tree[entry].first; m != kNoNode; m = in.tree[m].next) {
    if (in.tree.key_is(m, "name")) continue;
    if (std::any_of(known.begin(), known.end(), [&](std::string_view k) { return in.tree.key_is(m, k); }))
      continue;
    const std::string expected =
        known.empty() ? fmt::format("no settings: the policy \"{}\" has none", kind.name)
                      : fmt::format("a setting of the policy \"{}\": {}", kind.name, listed(known));
    in.refuse_key(m, expected, near_name(in.tree.key(m), known));
  }
}

}  // namespace

void read_policy(Draft& draft, NodeId node) {
  if (node == kNoNode) return;
  Input& in = draft.in;
  std::vector<std::string_view> names;
  for (const policy::Kind* kind : policy::kinds()) names.push_back(kind->name);
  const auto entries = read_array(in, node, "policies such as {\"name\": \"as-is\"}");
  if (entries.size() > static_cast<std::size_t>(kMaxPolicies)) {
    in.refuse(node, fmt::format("at most {} policies", kMaxPolicies));
    return;
  }
  for (const NodeId entry : entries) {
    Fields fields(in, entry, keys::kPolicy);
    const NodeId name = fields.require("name", "the name of a policy: " + listed(names));
    if (name == kNoNode) continue;
    const auto word = read_word(in, name, names);
    if (!word) continue;
    const policy::Kind& kind = *policy::find_kind(*word);
    refuse_unknown_settings(in, entry, kind);
    model::PolicyChoice choice{*word, {}};
    for (const policy::SettingInfo& info : kind.settings)
      choice.settings.emplace_back(std::string(info.name), read_setting(in, fields.find(info.name), info));
    // What changes nothing is left out, so that there is one way to say it.
    if (choice.name != "as-is") draft.scenario.policies.push_back(std::move(choice));
  }
}

}  // namespace headway::io
