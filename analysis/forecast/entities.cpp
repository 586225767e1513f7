#include "analysis/forecast/entities.h"

#include <map>
#include <set>

namespace headway::forecast {

using record::OperationKind;

namespace {

const Outcomes& of(const ReplicationSummary& replication, OperationKind kind) {
  return replication.operations[static_cast<std::size_t>(kind)];
}

/// Mean of the first or last instants of such failures, over the replications that know one.
statistics::Estimate instants_of(Replications replications, const FailureKey& key,
                                 Duration FailureCount::*instant) {
  std::vector<double> seconds_since_start;
  for (const ReplicationSummary& replication : replications) {
    const auto entry = replication.failures.find(key);
    if (entry == replication.failures.end() || entry->second.first > entry->second.last) continue;
    seconds_since_start.push_back(to_seconds(entry->second.*instant));
  }
  return statistics::mean_of_non_negative(seconds_since_start);
}

/// The longest gap of each replication; of a volume or machine that owes no backup there is none.
template <class Entity>
void note_gaps(Entity& entity, const std::vector<double>& gaps) {
  const bool any_due = entity.due > 0;
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  entity.longest_gap_s = any_due ? *std::max_element(gaps.begin(), gaps.end()) : unknown;
  entity.mean_longest_gap_s =
      any_due ? statistics::ordered_sum(gaps) / static_cast<double>(gaps.size()) : unknown;
}

}  // namespace

std::vector<Failure> failures_of(Replications replications) {
  std::set<FailureKey> keys;
  for (const ReplicationSummary& replication : replications) {
    for (const auto& [key, count] : replication.failures) keys.insert(key);
  }
  std::vector<Failure> failures;
  for (const FailureKey& key : keys) {
    const auto count_in = [&](const ReplicationSummary& replication) {
      const auto entry = replication.failures.find(key);
      return entry == replication.failures.end() ? std::int64_t{0} : entry->second.count;
    };
    const auto attempts_in = [&](const ReplicationSummary& replication) {
      return of(replication, key.operation).attempts;
    };
    Failure failure;
    failure.operation = key.operation;
    failure.cause = key.cause;
    failure.count = total(replications, count_in);
    for (const ReplicationSummary& replication : replications) {
      const auto entry = replication.failures.find(key);
      if (entry == replication.failures.end()) continue;
      for (std::size_t i = 0; i < kBlockers; ++i) failure.blocked_by[i] += entry->second.blocked_by[i];
      for (std::size_t i = 0; i < kLayers; ++i) failure.layers[i] += entry->second.layers[i];
    }
    failure.total = count_of(replications, count_in, attempts_in);
    failure.per_replication = statistics::mean_of_non_negative(each(replications, count_in));
    failure.share_of_attempts = share_of(replications, count_in, attempts_in);
    failure.first = instants_of(replications, key, &FailureCount::first);
    failure.last = instants_of(replications, key, &FailureCount::last);
    failures.push_back(failure);
  }
  std::stable_sort(failures.begin(), failures.end(),
                   [](const Failure& a, const Failure& b) { return a.count > b.count; });
  return failures;
}

std::vector<HolderForecast> holders_of(Replications replications) {
  std::set<HolderKey> keys;
  for (const ReplicationSummary& replication : replications) {
    for (const auto& [key, count] : replication.holders) keys.insert(key);
  }
  std::vector<HolderForecast> holders;
  for (const HolderKey& key : keys) {
    const auto entry_in = [&](const ReplicationSummary& replication) -> const HolderCount* {
      const auto entry = replication.holders.find(key);
      return entry == replication.holders.end() ? nullptr : &entry->second;
    };
    HolderForecast holder;
    holder.key = key;
    holder.count = total(replications, [&](const ReplicationSummary& replication) {
      const HolderCount* entry = entry_in(replication);
      return entry == nullptr ? 0 : entry->count;
    });
    holder.held_for_p50 = quantile_of(replications, 0.5, [&](const ReplicationSummary& replication) {
      const HolderCount* entry = entry_in(replication);
      return entry == nullptr ? nullptr : &entry->held_for;
    });
    holders.push_back(holder);
  }
  std::stable_sort(holders.begin(), holders.end(),
                   [](const HolderForecast& a, const HolderForecast& b) { return a.count > b.count; });
  return holders;
}

std::vector<ScheduleForecast> schedules_of(const model::Scenario& scenario, Replications replications) {
  std::vector<ScheduleForecast> schedules;
  for (std::size_t i = 0; i < model::schedule_count(scenario); ++i) {
    ScheduleForecast schedule;
    schedule.name = model::schedule_name(scenario, i);
    for (const ReplicationSummary& replication : replications) {
      const ScheduleSummary& summary = replication.schedules[i];
      schedule.runs += summary.runs;
      schedule.started_runs += summary.started_runs;
      schedule.failed_runs += summary.failed_runs;
      schedule.skipped_runs += summary.skipped_runs;
      schedule.unfinished_runs += summary.unfinished_runs;
      schedule.reruns += summary.reruns;
      schedule.due += summary.due;
      schedule.lost += summary.lost;
    }
    const auto in = [i](const ReplicationSummary& replication) -> const ScheduleSummary& {
      return replication.schedules[i];
    };
    schedule.lost_share = share_of(
        replications, [&](const auto& r) { return in(r).lost; }, [&](const auto& r) { return in(r).due; });
    schedule.failed_runs_share = share_of(
        replications, [&](const auto& r) { return in(r).failed_runs; },
        [&](const auto& r) { return in(r).runs; });
    const auto duration = [&](const auto& r) { return &in(r).duration; };
    const auto lateness = [&](const auto& r) { return &in(r).lateness; };
    schedule.duration_p50 = quantile_of(replications, 0.5, duration);
    schedule.duration_p95 = quantile_of(replications, 0.95, duration);
    schedule.lateness_p50 = quantile_of(replications, 0.5, lateness);
    schedule.lateness_p95 = quantile_of(replications, 0.95, lateness);
    schedule.slack_p5 = quantile_of(replications, 0.05, [&](const auto& r) { return &in(r).slack; });
    schedules.push_back(schedule);
  }
  return schedules;
}

std::vector<TargetForecast> targets_of(const model::Scenario& scenario, Replications replications) {
  std::vector<TargetForecast> targets;
  for (std::size_t i = 0; i < scenario.targets.size(); ++i) {
    const auto in = [i](const ReplicationSummary& replication) -> const TargetSummary& {
      return replication.targets[i];
    };
    const auto counted = [&](const auto& r) { return to_seconds(in(r).counted); };
    TargetForecast target;
    target.name = scenario.targets[i].name;
    target.bytes = total(replications, [&](const auto& r) { return in(r).bytes; });
    for (const ReplicationSummary& replication : replications) {
      target.peak_flows = std::max(target.peak_flows, in(replication).peak_flows);
    }
    target.busy_share = share_of(
        replications, [&](const auto& r) { return to_seconds(in(r).busy); }, counted);
    target.utilisation = share_of(
        replications, [&](const auto& r) { return in(r).load_seconds; }, counted);
    target.bytes_per_replication =
        statistics::mean_of_non_negative(each(replications, [&](const auto& r) { return in(r).bytes; }));
    targets.push_back(target);
  }
  return targets;
}

std::vector<VolumeForecast> volumes_of(const model::Scenario& scenario, Replications replications) {
  std::vector<VolumeForecast> volumes;
  const auto n = static_cast<double>(replications.size());
  for (std::size_t i = 0; i < scenario.volumes.size(); ++i) {
    const model::Volume& described = scenario.volumes[i];
    const auto in = [i](const ReplicationSummary& replication) -> const VolumeSummary& {
      return replication.volumes[i];
    };
    VolumeForecast volume;
    volume.name = described.name;
    volume.due = total(replications, [&](const auto& r) { return in(r).due; });
    volume.lost = total(replications, [&](const auto& r) { return in(r).lost; });
    volume.collections_skipped =
        total(replications, [&](const auto& r) { return in(r).collections_skipped; });
    volume.lost_share =
        share_of(
            replications, [&](const auto& r) { return in(r).lost; }, [&](const auto& r) { return in(r).due; })
            .estimate;
    note_gaps(volume, each(replications, [&](const auto& r) { return to_seconds(in(r).longest_gap); }));
    const auto backup_hold = [&](const auto& r) { return &in(r).backup_hold; };
    const auto delete_hold = [&](const auto& r) { return &in(r).delete_hold; };
    volume.backup_hold_p50 = quantile_of(replications, 0.5, backup_hold);
    volume.backup_hold_p95 = quantile_of(replications, 0.95, backup_hold);
    volume.delete_hold_p50 = quantile_of(replications, 0.5, delete_hold);
    volume.delete_hold_p95 = quantile_of(replications, 0.95, delete_hold);
    const double blocks =
        static_cast<double>(total(replications, [&](const auto& r) { return in(r).stored_blocks; })) / n;
    volume.stored_bytes =
        blocks * static_cast<double>(described.block_size.count) / described.compression_ratio;
    volume.backups =
        static_cast<double>(total(replications, [&](const auto& r) { return in(r).backups; })) / n;
    volume.beyond_retain =
        static_cast<double>(total(replications, [&](const auto& r) { return in(r).beyond_retain; })) / n;
    volumes.push_back(volume);
  }
  return volumes;
}

std::vector<MachineForecast> machines_of(const model::Scenario& scenario,
                                         const std::vector<VolumeForecast>& volumes,
                                         Replications replications) {
  std::vector<MachineForecast> machines;
  for (std::size_t i = 0; i < scenario.machines.size(); ++i) {
    const auto in = [i](const ReplicationSummary& replication) -> const MachineSummary& {
      return replication.machines[i];
    };
    MachineForecast machine;
    machine.name = scenario.machines[i].name;
    machine.due = total(replications, [&](const auto& r) { return in(r).due; });
    machine.lost = total(replications, [&](const auto& r) { return in(r).lost; });
    machine.lost_share =
        share_of(
            replications, [&](const auto& r) { return in(r).lost; }, [&](const auto& r) { return in(r).due; })
            .estimate;
    note_gaps(machine, each(replications, [&](const auto& r) { return to_seconds(in(r).longest_gap); }));
    for (const std::uint32_t volume : scenario.machines[i].volumes) {
      machine.stored_bytes += volumes[volume].stored_bytes;
      machine.collections_skipped += volumes[volume].collections_skipped;
    }
    machines.push_back(machine);
  }
  return machines;
}

std::vector<SuspensionForecast> suspensions_of(Replications replications) {
  std::map<SuspensionKey, std::vector<double>> first;
  std::map<SuspensionKey, std::int64_t> counts;
  for (const ReplicationSummary& replication : replications) {
    for (const auto& [key, suspension] : replication.suspensions) {
      first[key].push_back(to_seconds(suspension.first));
      counts[key] += suspension.count;
    }
  }
  std::vector<SuspensionForecast> suspensions;
  for (const auto& [key, seconds_since_start] : first) {
    SuspensionForecast suspension;
    suspension.schedule = key.schedule;
    suspension.cause = key.cause;
    suspension.replications = static_cast<std::int64_t>(seconds_since_start.size());
    suspension.count = counts[key];
    std::vector<std::span<const double>> views;
    for (const double& instant : seconds_since_start) views.emplace_back(&instant, 1);
    suspension.first_p50 = statistics::clustered_quantile(views, 0.5);
    suspensions.push_back(suspension);
  }
  std::stable_sort(suspensions.begin(), suspensions.end(),
                   [](const SuspensionForecast& a, const SuspensionForecast& b) {
                     return a.replications > b.replications;
                   });
  return suspensions;
}

}  // namespace headway::forecast
