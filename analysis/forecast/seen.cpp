#include "analysis/forecast/seen.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "analysis/messages/message_forms.h"

namespace headway::forecast {

std::vector<SeenForecast> seen_of(std::span<const ReplicationSummary> replications) {
  std::map<SeenKey, SeenCount> all;
  for (const ReplicationSummary& replication : replications)
    for (const auto& [key, by_machine] : replication.seen)
      for (const auto& [machine, count] : by_machine) all[key][machine] += count;
  std::vector<SeenForecast> out;
  for (const auto& [key, by_machine] : all) {
    SeenForecast one;
    one.key = key;
    for (const auto& [machine, count] : by_machine) {
      one.count += count;
      if (machine != record::kNone) one.machines.push_back(machine);
    }
    out.push_back(std::move(one));
  }
  std::stable_sort(out.begin(), out.end(), [](const SeenForecast& a, const SeenForecast& b) {
    return a.key.layer != b.key.layer ? a.key.layer < b.key.layer : a.count > b.count;
  });
  return out;
}

std::string seen_text(const model::Scenario& scenario, const SeenKey& key) {
  record::Message message;
  message.layer = key.layer;
  message.origin = key.origin;
  message.cause = key.cause;
  message.says = key.says;
  message.again = key.cause != record::Cause::sync_timeout;  // the only one of a first call, as a rule
  messages::Names names;
  names.longhorn = scenario.platform.longhorn;
  return messages::message_text(names, message, key.cause);
}

std::string_view seen_object(record::Layer layer) {
  switch (layer) {
    case record::Layer::csi_snapshotter:
      return "VolumeSnapshot";
    case record::Layer::vm_backup_controller:
      return "VirtualMachineBackup";
    case record::Layer::vm_schedule_controller:
      return "ScheduleVMBackup";
    default:
      return record::word(layer);
  }
}

std::string machine_list(const model::Scenario& scenario, const std::vector<std::uint32_t>& machines,
                         std::size_t most) {
  std::string out;
  for (std::size_t k = 0; k < std::min(most, machines.size()); ++k)
    out += (k == 0 ? "" : ", ") + scenario.machines[machines[k]].name;
  if (machines.size() > most) out += fmt::format(" and {} more", machines.size() - most);
  return out;
}

std::vector<std::uint32_t> machines_without_errors(const Forecast& forecast) {
  std::set<std::uint32_t> with;
  for (const SeenForecast& seen : forecast.seen) with.insert(seen.machines.begin(), seen.machines.end());
  std::vector<std::uint32_t> out;
  for (std::uint32_t vm = 0; vm < forecast.machines.size(); ++vm)
    if (forecast.machines[vm].due > 0 && with.count(vm) == 0) out.push_back(vm);
  return out;
}

}  // namespace headway::forecast
