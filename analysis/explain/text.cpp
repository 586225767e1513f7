#include "analysis/explain/text.h"

#include <fmt/format.h>

#include "analysis/explain/names.h"
#include "analysis/forecast/phrases.h"

namespace headway::explain {
namespace {

using record::Blocker;
using record::kNever;

std::string section(std::string_view title, bool colour) {
  return colour ? fmt::format("\n\x1b[1m{}\x1b[0m\n", title) : fmt::format("\n{}\n", title);
}

std::string facts(const std::vector<Fact>& all, Instant day) {
  std::string text;
  for (const Fact& fact : all) text += fmt::format("  {}  {}.\n", clock(fact.at, day), fact.text);
  return text;
}

std::string holder_text(const model::Scenario& scenario, const Holder& holder, Instant day) {
  const std::string who = holder.operation ? operation_name(scenario, *holder.operation)
                                           : std::string("an operation without a record");
  std::string text;
  switch (holder.as) {
    case Blocker::waiting_backup:
    case Blocker::waiting_delete:
      text = fmt::format(
          "  {}, which was itself still asking for it: a file counts from when it is written.\n", who);
      break;
    case Blocker::stale:
      text = fmt::format("  Nobody any more: {} had left its file behind{}.\n", who,
                         holder.let_go == kNever
                             ? std::string{}
                             : fmt::format(" at {}, when its process ended", clock(holder.let_go, day)));
      return text;
    default:
      text = fmt::format(
          "  {}, {}.\n", who,
          holder.since == kNever ? "for how long is not known" : "since " + clock(holder.since, day));
  }
  if (!holder.doing.empty()) {
    text += fmt::format("  It was {}", holder.doing);
    if (holder.requests_left)
      text += fmt::format(": {} requests left, {}", forecast::count_phrase(*holder.requests_left),
                          forecast::duration_phrase(to_seconds(holder.time_left)));
    text += ".\n";
  }
  if (holder.let_go != kNever && holder.let_go >= holder.looked)
    text += fmt::format("  It let go at {}, {} after the look.\n", clock(holder.let_go, day),
                        forecast::duration_phrase(to_seconds(holder.let_go - holder.looked)));
  return text;
}

}  // namespace

std::string explanation_text(const model::Scenario& scenario, const Explanation& e, bool colour) {
  std::string text = e.headline + "\n";
  text += fmt::format("Longhorn {}{}; instants are UTC, of {} where no date stands.\n",
                      scenario.platform.longhorn,
                      scenario.platform.harvester.empty() ? "" : ", Harvester " + scenario.platform.harvester,
                      date_and_clock(e.day).substr(0, 10));
  text += section("What happened", colour) + facts(e.happened, e.day);
  if (e.holder) text += section("Who held the lock", colour) + holder_text(scenario, *e.holder, e.day);
  if (!e.ended_by.empty()) text += section("What made this the end of it", colour) + "  " + e.ended_by + "\n";
  if (!e.said.empty()) {
    text += section("What was said of it", colour);
    for (const Saying& s : e.said)
      text += fmt::format("  {}  {} ({}):\n              {}\n", clock(s.at, e.day), s.object,
                          record::word(s.layer), s.text);
  }
  if (!e.followed.empty()) text += section("What followed", colour) + facts(e.followed, e.day);
  if (!e.avoided_by.empty()) {
    text += section("What would have avoided it", colour);
    for (const std::string& way : e.avoided_by) text += fmt::format("  - {}\n", way);
  }
  return text;
}

}  // namespace headway::explain
