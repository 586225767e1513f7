#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "analysis/forecast/json_number.h"
#include "analysis/movable/movable.h"
#include "analysis/recommend/manifests.h"
#include "analysis/recommend/report.h"
#include "sim/io/amounts.h"

namespace headway::recommend {
namespace {

using Json = nlohmann::ordered_json;
using forecast::json_number_or_count;

Json interval(double low, double high) {
  return Json::array({json_number_or_count(low), json_number_or_count(high)});
}

Json share(const statistics::Estimate& e, double upper) {
  return {{"value", json_number_or_count(e.value)},
          {"ci95", interval(e.low, e.high)},
          {"upper95", json_number_or_count(upper)},
          {"n", e.n},
          {"method", e.method}};
}

Json side(const Side& s) {
  return {{"due", s.due},
          {"lost", s.lost},
          {"lost_share", share(s.lost_share, s.lost_share_upper)},
          {"attempts", s.attempts},
          {"refused", s.refused},
          {"refused_share", share(s.refused_share, s.refused_share_upper)},
          {"refused_by_own_deletes", s.refused_by_own},
          {"timeouts", s.timeouts},
          {"window_overruns_per_replication", json_number_or_count(s.overruns)},
          {"peak_uploads", s.peak_uploads}};
}

Json paired(const statistics::Paired& p) {
  return {{"before", json_number_or_count(p.mean_before)},
          {"after", json_number_or_count(p.mean_after)},
          {"difference", json_number_or_count(p.difference.value)},
          {"ci95", interval(p.difference.low, p.difference.high)}};
}

/// The edits of VM schedules in the order to apply them, with the minutes in which each is accepted then.
Json webhook(const Recommendation& r) {
  Json edits = Json::array();
  for (const Submission& s : r.submissions) {
    Json accepted = Json::array();
    for (const admission::Stretch& stretch : s.day.accepted)
      accepted.push_back(
          {{"from_utc", io::format_instant(stretch.from)}, {"to_utc", io::format_instant(stretch.to)}});
    edits.push_back({{"name", movable::name_of(r.before, s.schedule)},
                     {"verdict", s.day.always()  ? "accepted"
                                 : s.day.never() ? "refused"
                                                 : "sometimes"},
                     {"accepted", std::move(accepted)},
                     {"message", s.refusal}});
  }
  return edits;
}

}  // namespace

model::Scenario recommended_scenario(const Recommendation& r) {
  model::Scenario out = r.after;
  out.about = "Start times by headway recommend, from the scenario " + r.before.name + ". " + out.about;
  out.expect.clear();  // they were about the schedules of before
  return out;
}

std::string recommendation_json(const Recommendation& r, const Options& options) {
  Json out;
  out["scenario"] = r.before.name;
  out["longhorn"] = r.before.platform.longhorn;
  out["seed"] = r.seed;
  out["feasible"] = r.feasible;
  out["max_loss"] = options.max_loss;
  out["obstacles"] = r.obstacles;
  out["diagnosis"] = r.diagnosis;
  out["objective"] = {{"before", Json::object()}, {"after", Json::object()}};
  Json gaps = Json::array();
  double first_gap = 0;
  for (const Level& l : r.levels) {
    out["objective"]["before"][l.name] = json_number_or_count(l.today);
    out["objective"]["after"][l.name] = json_number_or_count(l.after);
    const double gap = l.after - l.bound;
    gaps.push_back({{"level", l.name},
                    {"unit", l.unit},
                    {"value", json_number_or_count(l.after)},
                    {"bound", json_number_or_count(l.bound)},
                    {"gap", json_number_or_count(gap)}});
    if (first_gap == 0 && l.name != "moved" && gap > 1e-9) first_gap = l.bound > 0 ? gap / l.bound : gap;
  }
  out["schedules"] = Json::array();
  for (const Change& c : r.changes) {
    out["schedules"].push_back({{"name", movable::name_of(r.before, c.schedule)},
                                {"cron_before", c.cron_before},
                                {"cron_after", c.cron_after},
                                {"moved_s", 60 * c.moved_min},
                                {"why", c.why},
                                {"applying", c.applying}});
    if (const auto vm = movable::vm_schedule_of(r.before, c.schedule)) {
      const model::VmSchedule& schedule = r.before.vm_schedules[*vm];
      out["schedules"].back()["kind"] = "ScheduleVMBackup";
      out["schedules"].back()["vm"] = r.before.machines[schedule.vm].name;
    }
  }
  if (!r.submissions.empty()) out["webhook"] = webhook(r);
  out["other_changes"] = Json::array();
  for (const LeverEffect& l : r.levers)
    out["other_changes"].push_back(
        {{"lever", l.lever},
         {"of", l.of},
         {"from", l.from},
         {"to", l.to},
         {"effect",
          fmt::format("lost backups a replication {:+.4g}, failed attempts {:+.4g}, failed runs {:+.4g}",
                      l.lost.difference.value, l.failed.difference.value, l.failed_runs.difference.value)},
         {"lost", paired(l.lost)},
         {"failed_attempts", paired(l.failed)},
         {"failed_runs", paired(l.failed_runs)}});
  out["relaxations"] = Json::array();
  for (const Relaxation& x : r.relaxations)
    out["relaxations"].push_back({{"lever", x.lever},
                                  {"of", x.of},
                                  {"from", x.from},
                                  {"to", x.to},
                                  {"crons", x.crons},
                                  {"verified", side(x.verified)}});
  out["relaxations_tried"] = r.tried;
  out["spacing"] = Json::array();
  for (const SpacingRow& s : r.spacing)
    out["spacing"].push_back({{"first", movable::name_of(r.before, s.first)},
                              {"second", movable::name_of(r.before, s.second)},
                              {"on", s.on},
                              {"today_s", json_number_or_count(s.today_s)},
                              {"needed_s",
                               {{"value", json_number_or_count(s.needed_s.value)},
                                {"confidence", options.confidence},
                                {"ci95", interval(s.needed_s.low, s.needed_s.high)}}},
                              {"after_s", json_number_or_count(s.after_s)}});
  out["bounds"] = Json::array();
  for (const placement::Bound& b : r.bounds)
    out["bounds"].push_back({{"name", b.name}, {"value", json_number_or_count(b.value)}});
  out["gap"] = json_number_or_count(first_gap);
  out["gaps"] = gaps;
  out["proved_optimal"] = r.proved_optimal;
  // The difference as a share of what is due in a replication, like the shares beside it.
  const double due = static_cast<double>(r.verified_before.due) / static_cast<double>(r.verification);
  out["verified_by"] = {
      {"replications", r.verification},
      {"seed", r.verification_seed},
      {"lost_before", share(r.verified_before.lost_share, r.verified_before.lost_share_upper)},
      {"lost_after", share(r.verified_after.lost_share, r.verified_after.lost_share_upper)},
      {"difference_ci95",
       interval(r.lost_difference.difference.low / due, r.lost_difference.difference.high / due)},
      {"lost_per_replication", paired(r.lost_difference)},
      {"before", side(r.verified_before)},
      {"after", side(r.verified_after)}};
  out["manifests"] = Json::array();
  for (const Manifest& m : manifests_of(r)) out["manifests"].push_back(m.text);
  return out.dump(2) + "\n";
}

}  // namespace headway::recommend
