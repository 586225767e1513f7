#include "analysis/recommend/observe.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "analysis/movable/movable.h"
#include "analysis/recommend/allowed.h"
#include "analysis/statistics/quantile.h"

namespace headway::recommend {
namespace {

double seconds_after(Instant tick, Instant at) {
  return to_seconds(at - tick);
}

/// The samples of one replication. What belongs to a run is found by its tick: a delete goes to the last tick
/// before it was asked for.
class Observer : public record::Sink {
 public:
  Observer(const model::Scenario& scenario, const std::vector<movable::Schedule>& stated,
           const Allowed& allowed)
      : scenario_(scenario), stated_(stated), allowed_(allowed), runs_(stated.size()) {
    schedules_.resize(stated.size());
    for (std::size_t j = 0; j < stated.size(); ++j) schedules_[j].volumes.resize(stated[j].volumes.size());
  }

  using record::Sink::on;
  record::LoadDetail load_detail() const override { return record::LoadDetail::none; }
  void on(const record::LockAttempt& l) override {
    const bool by_delete =
        l.blocked_by == record::Blocker::delete_ || l.blocked_by == record::Blocker::waiting_delete;
    if (l.kind == record::OperationKind::backup && !l.granted && by_delete && l.counted)
      refusals_.push_back({l.operation, l.blocked_by_operation});
  }
  void on(const record::Operation& o) override {
    if (o.kind == record::OperationKind::backup && o.outcome == record::Outcome::failed) failed_.insert(o.id);
    if (o.kind == record::OperationKind::delete_ && failed_.contains(o.parent)) {
      expired_.emplace(o.id, o.schedule);
      return;
    }
    if (o.kind == record::OperationKind::backup && o.blocked_by_operation != 0)
      schedule_of_.emplace(o.id, o.schedule);
    const auto which = movable::from_record(scenario_, o.schedule);
    if (!which || !o.counted) return;  // none, or asked for by hand
    if (o.kind == record::OperationKind::backup) on_backup(*which, o);
    if (o.kind == record::OperationKind::delete_) on_delete(*which, o);
  }

  struct Run {
    double lock_free = 0, upload_end = 0, longest_delete = 0;
  };

  std::vector<ScheduleSamples> schedules_;
  double overruns_ = 0;
  const std::vector<std::map<Instant, Run>>& runs() const { return runs_; }

  /// When the replication is over: nothing is said about whom a lock belongs to before its holder's end.
  void add_refused_by_expired(std::map<std::pair<std::uint32_t, std::uint32_t>, std::int64_t>& counts) const {
    for (const auto& [refused, holder] : refusals_) {
      const auto by = expired_.find(holder);
      const auto whose = schedule_of_.find(refused);
      if (by != expired_.end() && whose != schedule_of_.end()) ++counts[{whose->second, by->second}];
    }
  }

 private:
  VolumeSamples* samples(std::uint32_t which, const record::Operation& o) {
    const auto& volumes = stated_[which].volumes;
    const auto at = std::lower_bound(volumes.begin(), volumes.end(), o.volume);
    if (at == volumes.end() || *at != o.volume) return nullptr;
    return &schedules_[which].volumes[static_cast<std::size_t>(at - volumes.begin())];
  }

  void on_backup(std::uint32_t which, const record::Operation& o) {
    if (stated_[which].vm_schedule && !first_.emplace(o.volume, o.scheduled).second) return;  // tried again
    Run& run = runs_[which][o.scheduled];
    if (VolumeSamples* of = samples(which, o); of != nullptr && of->asks.size() < kSamples)
      of->asks.push_back(seconds_after(o.scheduled, o.requested));
    if (o.released != record::kNever)
      run.lock_free = std::max(run.lock_free, seconds_after(o.scheduled, o.released));
    if (o.transfer_ended == record::kNever) return;
    run.upload_end = std::max(run.upload_end, seconds_after(o.scheduled, o.transfer_ended));
    auto& prepare = schedules_[which].prepare;
    if (prepare.size() < 8 * kSamples) prepare.push_back(to_seconds(o.transfer_started - o.requested));
    overruns_ += !allowed_.whole(which, o.scheduled, o.transfer_ended);
  }

  void on_delete(std::uint32_t which, const record::Operation& o) {
    if (o.started == record::kNever || o.released == record::kNever) return;
    auto& runs = runs_[which];
    auto at = runs.upper_bound(o.requested);
    if (at == runs.begin()) return;
    --at;
    if (VolumeSamples* of = samples(which, o); of != nullptr && of->deletes.size() < kSamples)
      of->deletes.push_back({seconds_after(at->first, o.started), seconds_after(at->first, o.released)});
    at->second.lock_free = std::max(at->second.lock_free, seconds_after(at->first, o.released));
    at->second.longest_delete = std::max(at->second.longest_delete, to_seconds(o.released - o.started));
  }

  const model::Scenario& scenario_;
  const std::vector<movable::Schedule>& stated_;
  const Allowed& allowed_;
  std::vector<std::map<Instant, Run>> runs_;                       // by schedule, by tick
  std::set<std::pair<std::uint32_t, Instant>> first_;              // machines' disks seen, by tick
  std::set<std::uint64_t> failed_;                                 // backups
  std::map<std::uint64_t, std::uint32_t> expired_;                 // their deletes, with the schedule
  std::map<std::uint64_t, std::uint32_t> schedule_of_;             // backups that were refused
  std::vector<std::pair<std::uint64_t, std::uint64_t>> refusals_;  // (backup, delete)
};

/// Replications take turns, so that the few samples kept come from many nights.
template <class Sample>
void take_turns(std::vector<Sample>& all, const std::vector<std::vector<Sample>>& parts) {
  for (std::size_t i = 0; all.size() < kSamples; ++i) {
    bool any = false;
    for (const auto& part : parts) {
      if (i >= part.size() || all.size() >= kSamples) continue;
      all.push_back(part[i]);
      any = true;
    }
    if (!any) return;
  }
}

}  // namespace

double quantile_of(std::vector<double> samples, double p) {
  if (samples.empty()) return 0;
  std::sort(samples.begin(), samples.end());
  return statistics::sample_quantile(samples, p);
}

Observation observe(const model::Scenario& stated, const PlayPlan& plan) {
  model::Scenario scenario = stated;
  scenario.chance.seed = plan.seed;
  scenario.chance.replications = plan.replications;
  const Allowed allowed(scenario);
  const auto schedules = movable::schedules_of(scenario);
  std::vector<std::unique_ptr<record::Sink>> observers(static_cast<std::size_t>(plan.replications));
  experiment::Plan plays;
  plays.replications = plan.replications;
  plays.threads = plan.threads;
  plays.cancelled = plan.cancelled;
  // Sinks are handed back in replication order; they are kept to be merged below.
  std::vector<std::vector<ScheduleSamples>> parts;
  Observation out;
  out.schedules.resize(schedules.size());
  plays.detail = [&](std::int64_t) -> std::unique_ptr<record::Sink> {
    return std::make_unique<Observer>(scenario, schedules, allowed);
  };
  plays.take = [&](std::int64_t, record::Sink& sink) {
    auto& observer = static_cast<Observer&>(sink);
    out.overruns.push_back(observer.overruns_);
    observer.add_refused_by_expired(out.refused_by_expired);
    for (std::size_t j = 0; j < out.schedules.size(); ++j) {
      ScheduleSamples& schedule = out.schedules[j];
      for (auto* list : {&schedule.lock_free, &schedule.upload_end, &schedule.longest_delete})
        list->emplace_back();
      for (const auto& [tick, run] : observer.runs()[j]) {
        schedule.lock_free.back().push_back(run.lock_free);
        schedule.upload_end.back().push_back(run.upload_end);
        schedule.longest_delete.back().push_back(run.longest_delete);
      }
    }
    parts.push_back(std::move(observer.schedules_));
  };
  experiment::Outcome outcome = experiment::run(scenario, plays);
  out.replications = std::move(outcome.replications);
  out.cancelled = outcome.cancelled;
  for (std::size_t j = 0; j < out.schedules.size(); ++j) {
    ScheduleSamples& all = out.schedules[j];
    all.volumes.resize(schedules[j].volumes.size());
    for (std::size_t v = 0; v < all.volumes.size(); ++v) {
      std::vector<std::vector<double>> asks;
      std::vector<std::vector<Span>> deletes;
      for (auto& part : parts) {
        asks.push_back(std::move(part[j].volumes[v].asks));
        deletes.push_back(std::move(part[j].volumes[v].deletes));
      }
      take_turns(all.volumes[v].asks, asks);
      take_turns(all.volumes[v].deletes, deletes);
    }
    for (auto& part : parts)
      all.prepare.insert(all.prepare.end(), part[j].prepare.begin(), part[j].prepare.end());
  }
  return out;
}

}  // namespace headway::recommend
