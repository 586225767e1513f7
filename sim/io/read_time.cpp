// `time` and `random`, and what is shared by all that has to do with instants: cron lines, zones.
#include <fmt/format.h>

#include "sim/io/amounts.h"
#include "sim/io/reader_parts.h"
#include "sim/schedule/zone.h"

namespace headway::io {

bool has_time(const Draft& draft) {
  return draft.scenario.time.horizon > Duration::zero();
}

void read_time(Draft& draft, NodeId node) {
  if (node == kNoNode) return;
  Fields fields(draft.in, node, keys::kTime);
  model::Time& time = draft.scenario.time;
  time.zone = read_zone(draft, fields.find("zone"));
  const auto start = fields.must("start", "the instant at which the scenario begins",
                                 [](Input& in, NodeId n) { return read_instant(in, n); });
  const auto horizon = fields.must("horizon", "how long the scenario lasts", [](Input& in, NodeId n) {
    return read_duration(in, n, nanoseconds{1}, model::kMaxHorizon);
  });
  if (start) time.start = *start;
  if (start && horizon) time.horizon = *horizon;
  const NodeId warm_up = fields.find("warm_up");
  if (warm_up == kNoNode) return;
  const auto length = read_duration(draft.in, warm_up, Duration::zero(), model::kMaxHorizon);
  if (!length) return;
  if (horizon && *length >= *horizon) {
    draft.in.refuse(warm_up,
                    fmt::format("a length of time below the horizon, {}", format_duration(*horizon)));
    return;
  }
  time.warm_up = *length;
}

void read_random(Draft& draft, NodeId node) {
  if (node == kNoNode) return;
  Fields fields(draft.in, node, keys::kRandom);
  model::Chance& chance = draft.scenario.chance;
  chance.seed = fields.get("seed", chance.seed, read_seed);
  chance.replications = fields.get("replications", chance.replications, [](Input& in, NodeId n) {
    return read_integer(in, n, 1, kMaxReplications);
  });
}

std::optional<std::string> read_cron(Draft& draft, NodeId node) {
  auto text = read_text(draft.in, node, "a cron line such as \"0 2 * * *\"");
  if (!text) return std::nullopt;
  // Past the reported errors nothing is looked up any more: an unknown zone costs a search of its own.
  if (draft.in.errors.full() || draft.crons.contains(*text)) return text;
  auto parsed = schedule::Cron::parse(*text);
  if (!parsed.cron) {
    const std::string descriptor = "@" + *text;
    draft.in.refuse(node, fmt::format("a cron line of five fields such as \"0 2 * * *\" ({})", parsed.error),
                    schedule::Cron::parse(descriptor).cron ? descriptor : "");
    return std::nullopt;
  }
  draft.crons.emplace(*text, *std::move(parsed.cron));
  return text;
}

std::string read_zone(Draft& draft, NodeId node) {
  if (node == kNoNode) return draft.scenario.time.zone;
  const auto text = read_text(draft.in, node, "a time zone");
  if (!text || draft.in.errors.full()) return draft.scenario.time.zone;
  const auto found = schedule::Zone::find(*text);
  if (!found.zone || text->empty()) {
    draft.in.refuse(node, fmt::format("an IANA time zone such as \"Europe/Berlin\"{}",
                                      found.error.empty() ? "" : " (" + found.error + ")"));
    return draft.scenario.time.zone;
  }
  return *text;
}

std::optional<Instant> read_instant_within(Draft& draft, NodeId node) {
  const auto at = read_instant(draft.in, node);
  const model::Time& time = draft.scenario.time;
  if (!at || !has_time(draft) || (*at >= time.start && *at < time.start + time.horizon)) return at;
  draft.in.refuse(node, fmt::format("an instant within the horizon, from {} to before {}",
                                    format_instant(time.start), format_instant(time.start + time.horizon)));
  return std::nullopt;
}

}  // namespace headway::io
