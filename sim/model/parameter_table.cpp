// The table behind sim/model/parameters.h: rows in order of name, and what reads and writes fields by it.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <type_traits>

#include "sim/model/history.h"
#include "sim/model/parameter_row.h"
#include "sim/model/parameter_text.h"
#include "sim/model/presets.h"
#include "sim/model/versions.h"

namespace headway::model {
namespace {

using detail::Row;

/// Infos lie apart from the rest so that parameter_table() can hand them out as one span.
struct Table {
  std::vector<ParameterInfo> infos;
  std::vector<detail::Field> fields;
  std::vector<std::vector<ParameterSource>> histories;
};

Table build_table() {
  std::vector<Row> rows = detail::target_rows();
  for (auto* more :
       {&detail::access_rows, &detail::schedule_rows, &detail::controller_rows, &detail::create_rows,
        &detail::csi_rows, &detail::harvester_rows, &detail::restore_rows}) {
    std::ranges::move(more(), std::back_inserter(rows));
  }
  std::ranges::sort(rows, {}, [](const Row& row) { return row.info.name; });
  Table table;
  for (Row& row : rows) {
    table.infos.push_back(std::move(row.info));
    table.fields.push_back(row.field);
    table.histories.push_back(std::move(row.history));
  }
  return table;
}

const Table& table() {
  static const Table built = build_table();
  return built;
}

std::size_t index_of(const ParameterInfo& info) {
  return static_cast<std::size_t>(&info - table().infos.data());
}

/// The index of a name that the caller promised to exist.
std::size_t known_index(std::string_view name) {
  const ParameterInfo* info = find_parameter(name);
  if (info == nullptr) {
    std::fprintf(stderr, "headway: no parameter is called '%.*s'\n", static_cast<int>(name.size()),
                 name.data());
    std::abort();
  }
  return index_of(*info);
}

template <class Enumeration>
constexpr bool kIsChoice = std::is_enum_v<Enumeration>;

/// Writes a value that is known to be of the row's type and within its bounds.
void store(Parameters& parameters, std::size_t index, const ParameterValue& value) {
  std::visit(
      [&]<class T>(T Parameters::*field) {
        if constexpr (kIsChoice<T>) {
          const auto& words = table().infos[index].choices;
          const auto found = std::ranges::find(words, std::get<std::string>(value));
          parameters.*field = static_cast<T>(found - words.begin());
        } else {
          parameters.*field = std::get<T>(value);
        }
      },
      table().fields[index]);
}

/// What the word for a type is in an error.
std::string expected(const ParameterInfo& info) {
  switch (info.type) {
    case ParameterType::flag:
      return "expected true or false";
    case ParameterType::choice: {
      std::string words = "expected one of ";
      for (const auto choice : info.choices) {
        if (choice != info.choices.front()) words += ", ";
        words += choice;
      }
      return words;
    }
    default:
      return "expected a " +
             std::string(info.type == ParameterType::bytes ? "number of bytes" : word_of(info.type)) +
             " from " + to_text(info.low) + " to " + to_text(info.high);
  }
}

bool acceptable(const ParameterInfo& info, const ParameterValue& value) {
  if (value.index() != info.low.index()) return false;
  if (info.type == ParameterType::flag) return true;
  if (info.type == ParameterType::choice) {
    return std::ranges::find(info.choices, std::get<std::string>(value)) != info.choices.end();
  }
  return std::visit(
      [&]<class T>(const T& v) { return std::get<T>(info.low) <= v && v <= std::get<T>(info.high); }, value);
}

}  // namespace

std::span<const ParameterInfo> parameter_table() {
  return table().infos;
}

bool is_simulated(std::string_view name) {
  // docs/model.md, "What is not modelled", says of each what is played instead.
  static constexpr std::string_view kTold[] = {"backing_image.global_lock",
                                               "create.crash_on_missing_volume_cfg",
                                               "create.retry_counter_expiry",
                                               "job.client_retry",
                                               "job.http_timeout",
                                               "job.pending_is_error",
                                               "monitor.tolerated_poll_errors",
                                               "nfs.attribute_cache",
                                               "restore.once_per_replica",
                                               "s3.attempts",
                                               "s3.connect_timeout",
                                               "s3.throttled_retry_span",
                                               "sidecar.leader_lease",
                                               "sidecar.leader_retry",
                                               "system_backup.upload_timeout",
                                               "target.cheap_probe",
                                               "target.command_timeout",
                                               "target.exec_killed",
                                               "vm_schedule.counts_uninitialised"};
  return std::find(std::begin(kTold), std::end(kTold), name) == std::end(kTold);
}

const ParameterInfo* find_parameter(std::string_view name) {
  const auto& infos = table().infos;
  const auto found = std::ranges::lower_bound(infos, name, {}, &ParameterInfo::name);
  return found != infos.end() && found->name == name ? &*found : nullptr;
}

std::span<const ParameterSource> parameter_history(std::string_view name) {
  return table().histories[known_index(name)];
}

std::string assign(Parameters& parameters, std::string_view name, const ParameterValue& value) {
  const ParameterInfo* info = find_parameter(name);
  if (info == nullptr) return "no parameter is called '" + std::string(name) + "'";
  if (!acceptable(*info, value)) return expected(*info);
  store(parameters, index_of(*info), value);
  return {};
}

ParameterValue value_of(const Parameters& parameters, std::string_view name) {
  const std::size_t index = known_index(name);
  return std::visit(
      [&]<class T>(T Parameters::*field) -> ParameterValue {
        if constexpr (kIsChoice<T>) {
          return std::string(table().infos[index].choices.at(static_cast<std::size_t>(parameters.*field)));
        } else {
          return parameters.*field;
        }
      },
      table().fields[index]);
}

std::optional<std::vector<PresetRow>> preset_rows(std::string_view longhorn, std::string_view kubernetes,
                                                  std::string_view harvester) {
  const auto versions = detail::versions_of(longhorn, kubernetes, harvester);
  if (!versions) return std::nullopt;
  std::vector<PresetRow> rows;
  for (std::size_t i = 0; i < table().infos.size(); ++i) {
    const std::span<const ParameterSource> history = table().histories[i];
    rows.push_back({&table().infos[i], &detail::holding(history, *versions)});
  }
  return rows;
}

std::optional<Parameters> preset(std::string_view longhorn, std::string_view kubernetes,
                                 std::string_view harvester) {
  const auto rows = preset_rows(longhorn, kubernetes, harvester);
  if (!rows) return std::nullopt;
  Parameters parameters;
  for (const PresetRow& row : *rows) store(parameters, index_of(*row.info), row.source->value);
  return parameters;
}

std::optional<std::vector<PresetDifference>> diff(PlatformVersions before, PlatformVersions after) {
  const auto old_rows = preset_rows(before.longhorn, before.kubernetes, before.harvester);
  const auto new_rows = preset_rows(after.longhorn, after.kubernetes, after.harvester);
  if (!old_rows || !new_rows) return std::nullopt;
  std::vector<PresetDifference> differences;
  for (std::size_t i = 0; i < old_rows->size(); ++i) {
    const PresetRow &was = (*old_rows)[i], &is = (*new_rows)[i];
    if (was.source->value != is.source->value) differences.push_back({was.info, was.source, is.source});
  }
  return differences;
}

}  // namespace headway::model
