// The flat list of figures. What the structured parts know already is taken from them; every name comes from
// the metric table.
#include <utility>

#include "analysis/forecast/entities.h"

namespace headway::forecast {

using record::OperationKind;
using statistics::Estimate;

namespace {

/// Appends figures under names of the table.
class List {
 public:
  void add(std::string_view pattern, const Estimate& estimate) {
    append(pattern, std::string(pattern), estimate);
  }
  void add(std::string_view pattern, const Share& share) {
    add(pattern, share.estimate);
    metrics_.back().ratio = share.ratio;
  }
  /// For patterns of one schedule or target.
  template <class Figure>
  void add_of(std::string_view pattern, std::string_view placeholder, std::string_view name,
              const Figure& figure) {
    add(pattern, figure);
    metrics_.back().name = fill_pattern(pattern, placeholder, name);
  }
  Metric& last() { return metrics_.back(); }
  std::vector<Metric> take() { return std::move(metrics_); }

 private:
  void append(std::string_view pattern, std::string name, const Estimate& estimate) {
    const MetricInfo& info = metric_info(pattern);
    Metric metric;
    metric.name = std::move(name);
    metric.kind = info.kind;
    metric.unit = info.unit;
    metric.estimate = estimate;
    metrics_.push_back(std::move(metric));
  }
  std::vector<Metric> metrics_;
};

const Outcomes& backups(const ReplicationSummary& r) {
  return r.operations[static_cast<std::size_t>(OperationKind::backup)];
}
const Outcomes& vm_backups(const ReplicationSummary& r) {
  return r.operations[static_cast<std::size_t>(OperationKind::vm_backup)];
}
const Outcomes& deletes(const ReplicationSummary& r) {
  return r.operations[static_cast<std::size_t>(OperationKind::delete_)];
}

std::int64_t failed_attempts(const ReplicationSummary& r, OperationKind kind) {
  std::int64_t sum = 0;
  for (const auto& [key, failure] : r.failures) sum += key.operation == kind ? failure.count : 0;
  return sum;
}

std::int64_t refused_deletes(const ReplicationSummary& r) {
  const auto entry = r.failures.find(FailureKey{OperationKind::delete_, record::Cause::lock_denied});
  return entry == r.failures.end() ? 0 : entry->second.count;
}

/// n times the mean, for things that have no upper limit to be measured against.
template <class Ask>
Estimate plain_count(Replications replications, Ask ask) {
  Estimate estimate = count_of(replications, ask, [](const auto&) { return 0; });
  if (estimate.value > 0) return estimate;
  estimate.high = std::numeric_limits<double>::infinity();
  estimate.method = statistics::kNothingObservedMethod;
  return estimate;
}

/// Of the replications in which a delete waited.
Estimate longest_delete_wait(Replications replications) {
  std::vector<double> waits;
  for (const ReplicationSummary& replication : replications) {
    if (replication.longest_delete_wait) waits.push_back(to_seconds(*replication.longest_delete_wait));
  }
  return largest(waits);
}

void add_backups(List& list, Replications r) {
  const auto due = [](const auto& s) { return backups(s).due; };
  const auto attempts = [](const auto& s) { return backups(s).attempts; };
  const auto lost = [](const auto& s) { return backups(s).lost; };
  const std::int64_t with_loss =
      total(r, [&](const auto& s) { return lost(s) > 0 || vm_backups(s).lost > 0; });
  list.add("replications.any_loss", statistics::proportion(with_loss, static_cast<std::int64_t>(r.size())));
  list.last().events = with_loss;

  list.add("backups.due", plain_count(r, due));
  list.add("backups.attempts", plain_count(r, attempts));
  list.add("backups.lost", count_of(r, lost, due));
  list.add("backups.lost_share", share_of(r, lost, due));
  list.add("backups.failed_share",
           share_of(
               r, [](const auto& s) { return failed_attempts(s, OperationKind::backup); }, attempts));
  list.add("backups.late_share", share_of(
                                     r, [](const auto& s) { return backups(s).completed_late; }, due));
  list.add("backups.skipped_share", share_of(
                                        r, [](const auto& s) { return backups(s).skipped; }, due));
  list.add("backups.unfinished_share", share_of(
                                           r, [](const auto& s) { return backups(s).unfinished; }, due));
  const auto duration = [](const auto& s) { return &s.backup_duration; };
  list.add("backups.duration_p50_s", quantile_of(r, 0.5, duration));
  list.add("backups.duration_p95_s", quantile_of(r, 0.95, duration));
  const auto hold = [](const auto& s) { return &s.backup_hold; };
  list.add("backups.hold_p50_s", quantile_of(r, 0.5, hold));
  list.add("backups.hold_p95_s", quantile_of(r, 0.95, hold));
  list.add("backups.hold_p99_s", quantile_of(r, 0.99, hold));

  const auto mib_rate = [](const auto& s) { return s.upload_rate_sum / static_cast<double>(kMiB); };
  list.add("uploads.rate_mib_s",
           statistics::mean_per_item(ratio_of(r, mib_rate, [](const auto& s) { return s.uploads; })));
  const auto bytes = [](const ReplicationSummary& s) {
    std::int64_t sum = 0;
    for (const TargetSummary& target : s.targets) sum += target.bytes;
    return sum;
  };
  list.add("uploads.bytes", statistics::mean_of_non_negative(each(r, bytes)));
}

void add_vm_backups(List& list, Replications r) {
  const auto due = [](const auto& s) { return vm_backups(s).due; };
  const auto attempts = [](const auto& s) { return vm_backups(s).attempts; };
  const auto of = [&](std::int64_t Outcomes::*outcome) {
    return [outcome](const ReplicationSummary& s) { return vm_backups(s).*outcome; };
  };
  list.add("vm_backups.due", plain_count(r, due));
  list.add("vm_backups.attempts", plain_count(r, attempts));
  list.add("vm_backups.lost", count_of(r, of(&Outcomes::lost), due));
  list.add("vm_backups.lost_share", share_of(r, of(&Outcomes::lost), due));
  list.add("vm_backups.failed", count_of(r, of(&Outcomes::failed), due));
  list.add("vm_backups.failed_share",
           share_of(
               r, [](const auto& s) { return failed_attempts(s, OperationKind::vm_backup); }, attempts));
  list.add("vm_backups.late_share", share_of(r, of(&Outcomes::completed_late), due));
  list.add("vm_backups.skipped_share", share_of(r, of(&Outcomes::skipped), due));
  list.add("vm_backups.unfinished_share", share_of(r, of(&Outcomes::unfinished), due));
  const auto duration = [](const auto& s) { return &s.vm_backup_duration; };
  list.add("vm_backups.duration_p50_s", quantile_of(r, 0.5, duration));
  list.add("vm_backups.duration_p95_s", quantile_of(r, 0.95, duration));
  list.add("schedules_suspended", plain_count(r, suspended_by_controllers));
  list.add("machines.in_error_max", maximum_of(r, machines_in_error));
}

void add_deletes(List& list, Replications r) {
  const auto due = [](const auto& s) { return deletes(s).due; };
  const auto attempts = [](const auto& s) { return deletes(s).attempts; };
  list.add("deletes.requested", plain_count(r, due));
  list.add("deletes.attempts", plain_count(r, attempts));
  list.add("deletes.refused_share", share_of(r, refused_deletes, attempts));
  list.add("deletes.collections_skipped", count_of(
                                              r, [](const auto& s) { return s.collections_skipped; }, due));
  const auto hold = [](const auto& s) { return &s.delete_hold; };
  list.add("deletes.hold_p50_s", quantile_of(r, 0.5, hold));
  list.add("deletes.hold_p95_s", quantile_of(r, 0.95, hold));
  list.add("deletes.hold_p99_s", quantile_of(r, 0.99, hold));
  list.add("deletes.longest_wait_s", longest_delete_wait(r));
  list.add("deletes.unfinished", count_of(
                                     r, [](const auto& s) { return deletes(s).unfinished; }, due));
}

void add_restores(List& list, Replications r) {
  const auto restores = [](const ReplicationSummary& s) -> const Outcomes& {
    return s.operations[static_cast<std::size_t>(OperationKind::restore)];
  };
  const auto due = [=](const auto& s) { return restores(s).due; };
  list.add("restores.requested", plain_count(r, due));
  list.add("restores.failed", count_of(
                                  r, [=](const auto& s) { return restores(s).failed; }, due));
  list.add("restores.partial", count_of(
                                   r, [](const auto& s) { return s.restores_partial; }, due));
}

void add_locks(List& list, Replications r) {
  const auto add = [&](std::string_view pattern, std::int64_t LockCounts::*part,
                       std::int64_t LockCounts::*whole) {
    list.add(pattern, count_of(
                          r, [&](const auto& s) { return s.locks.*part; },
                          [&](const auto& s) { return s.locks.*whole; }));
  };
  add("locks.expired", &LockCounts::expired, &LockCounts::granted);
  add("locks.crashed", &LockCounts::crashed, &LockCounts::attempts);
  add("locks.overlaps", &LockCounts::overlaps, &LockCounts::granted);
  add("locks.failed_open", &LockCounts::failed_open, &LockCounts::attempts);
}

void add_retention(List& list, const Forecast& forecast, Replications r) {
  list.add("volumes.beyond_retain_max", maximum_of(r, [](const auto& s) {
             std::uint32_t most = 0;
             for (const VolumeSummary& volume : s.volumes) most = std::max(most, volume.most_beyond_retain);
             return most;
           }));
  const double counted = to_seconds(forecast.horizon - forecast.warm_up);
  list.add("volumes.beyond_retain_time_share",
           share_of(
               r,
               [](const auto& s) {
                 double time = 0;
                 for (const VolumeSummary& volume : s.volumes) time += to_seconds(volume.beyond_retain_time);
                 return time;
               },
               [&](const auto& s) { return counted * static_cast<double>(s.volumes.size()); }));
}

void add_nights(List& list, Replications r) {
  std::vector<std::vector<double>> lengths;
  for (const ReplicationSummary& replication : r) {
    std::vector<double>& of_replication = lengths.emplace_back();
    for (const Night& night : replication.nights) {
      of_replication.push_back(to_seconds(night.last_end - night.first_start));
    }
  }
  const std::vector<std::span<const double>> views(lengths.begin(), lengths.end());
  list.add("nights.length_p50_s", statistics::clustered_quantile(views, 0.5));
  list.add("nights.length_p95_s", statistics::clustered_quantile(views, 0.95));
}

void add_failures(List& list, const Forecast& forecast, Replications r) {
  for (const Failure& failure : forecast.failures) {
    const auto add = [&](std::string_view pattern, const auto& figure) {
      list.add(pattern, figure);
      list.last().name = fill_pattern(fill_pattern(pattern, "<operation>", record::word(failure.operation)),
                                      "<cause>", record::word(failure.cause));
    };
    add("failures.<operation>.<cause>.count", failure.total);
    add("failures.<operation>.<cause>.share_of_attempts", failure.share_of_attempts);
    add("failures.<operation>.<cause>.first_s", failure.first);
    add("failures.<operation>.<cause>.last_s", failure.last);
    for (std::size_t layer = 1; layer < kLayers; ++layer) {
      if (failure.layers[layer] == 0) continue;
      const FailureKey key{failure.operation, failure.cause};
      const auto reported = [&](const ReplicationSummary& s) {
        const auto entry = s.failures.find(key);
        return entry == s.failures.end() ? std::int64_t{0} : entry->second.layers[layer];
      };
      add("failures.<operation>.<cause>.<layer>.count", plain_count(r, reported));
      list.last().name =
          fill_pattern(list.last().name, "<layer>", record::word(static_cast<record::Layer>(layer)));
    }
  }
}

void add_schedules(List& list, const Forecast& forecast, Replications r) {
  for (std::size_t i = 0; i < forecast.schedules.size(); ++i) {
    const ScheduleForecast& schedule = forecast.schedules[i];
    const auto add = [&](std::string_view pattern, const auto& figure) {
      list.add_of(pattern, "<schedule>", schedule.name, figure);
    };
    add("schedules.<schedule>.runs", plain_count(r, [i](const auto& s) { return s.schedules[i].runs; }));
    add("schedules.<schedule>.failed_runs_share", schedule.failed_runs_share);
    add("schedules.<schedule>.lost_share", schedule.lost_share);
    add("schedules.<schedule>.duration_p50_s", schedule.duration_p50);
    add("schedules.<schedule>.duration_p95_s", schedule.duration_p95);
    add("schedules.<schedule>.lateness_p50_s", schedule.lateness_p50);
    add("schedules.<schedule>.lateness_p95_s", schedule.lateness_p95);
    add("schedules.<schedule>.slack_p5_s", schedule.slack_p5);
  }
}

void add_targets(List& list, const Forecast& forecast, Replications r) {
  for (std::size_t i = 0; i < forecast.targets.size(); ++i) {
    const TargetForecast& target = forecast.targets[i];
    const auto add = [&](std::string_view pattern, const auto& figure) {
      list.add_of(pattern, "<target>", target.name, figure);
    };
    add("targets.<target>.bytes", target.bytes_per_replication);
    add("targets.<target>.busy_share", target.busy_share);
    add("targets.<target>.utilisation", target.utilisation);
    add("targets.<target>.peak_flows", maximum_of(r, [i](const auto& s) { return s.targets[i].peak_flows; }));
  }
}

}  // namespace

std::vector<Metric> metrics_of(const Forecast& forecast, Replications replications) {
  List list;
  add_backups(list, replications);
  add_vm_backups(list, replications);
  add_deletes(list, replications);
  add_restores(list, replications);
  add_locks(list, replications);
  add_retention(list, forecast, replications);
  add_nights(list, replications);
  add_failures(list, forecast, replications);
  add_schedules(list, forecast, replications);
  add_targets(list, forecast, replications);
  return list.take();
}

}  // namespace headway::forecast
