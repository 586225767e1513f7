// How the rows of the parameter table are written down: what a row is, which field it fills, its history.
//
// Private to sim/model. The rows themselves stand in rows_*.cpp, one file a group of layers.
#pragma once

#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sim/model/parameters.h"

namespace headway::model::detail {

/// The field of Parameters that a row reads and writes.
using Field = std::variant<bool Parameters::*, std::int64_t Parameters::*, Duration Parameters::*,
                           Bytes Parameters::*, BytesPerSecond Parameters::*, LockProtocol Parameters::*,
                           MissedTickSearch Parameters::*, SidecarPolling Parameters::*>;

struct Row {
  ParameterInfo info;
  Field field;
  std::vector<ParameterSource> history;  ///< oldest first, not empty
};

/// Words of the choices, in the order of their enumerations.
inline constexpr std::string_view kLockProtocolWords[] = {"longhorn", "exclusive", "exclusive-per-target",
                                                          "proposal-2020"};
inline constexpr std::string_view kMissedTickSearchWords[] = {"first-interval", "first-interval-one-back",
                                                              "every-tick"};

inline constexpr std::string_view kSidecarPollingWords[] = {"hot-loop-stuck", "hot-loop", "backoff"};

using History = std::vector<ParameterSource>;

inline Row flag(std::string_view name, bool Parameters::*field, std::string_view description,
                History history) {
  return Row{{name, ParameterType::flag, description, false, true, {}}, field, std::move(history)};
}

inline Row count(std::string_view name, std::int64_t Parameters::*field, std::string_view description,
                 std::int64_t low, std::int64_t high, History history) {
  return Row{{name, ParameterType::count, description, low, high, {}}, field, std::move(history)};
}

inline Row duration(std::string_view name, Duration Parameters::*field, std::string_view description,
                    Duration low, Duration high, History history) {
  return Row{{name, ParameterType::duration, description, low, high, {}}, field, std::move(history)};
}

inline Row bytes(std::string_view name, Bytes Parameters::*field, std::string_view description, Bytes low,
                 Bytes high, History history) {
  return Row{{name, ParameterType::bytes, description, low, high, {}}, field, std::move(history)};
}

inline Row rate(std::string_view name, BytesPerSecond Parameters::*field, std::string_view description,
                BytesPerSecond low, BytesPerSecond high, History history) {
  return Row{{name, ParameterType::rate, description, low, high, {}}, field, std::move(history)};
}

template <class Enumeration, std::size_t N>
Row choice(std::string_view name, Enumeration Parameters::*field, std::string_view description,
           const std::string_view (&words)[N], History history) {
  const std::vector<std::string_view> choices(words, words + N);
  return Row{{name, ParameterType::choice, description, std::string{}, std::string{}, choices},
             field,
             std::move(history)};
}

/// A value of longhorn-manager that is the same in every release from 1.6.0 on and in the development branch.
inline History manager(const ParameterValue& value, std::string_view source) {
  return {{"1.6.0", value, Evidence::read, source}};
}

/// A choice's word as a value; a string literal alone would become a bool.
inline ParameterValue word(std::string_view text) {
  return std::string(text);
}

inline ParameterValue number(std::int64_t value) {
  return value;
}

inline ParameterValue time(Duration value) {
  return value;
}

/// A value that is the same in all releases and whose value no source gives.
inline History guess(const ParameterValue& value, std::string_view why) {
  return {{"1.6.0", value, Evidence::assumed, why}};
}

std::vector<Row> target_rows();      ///< lock.*, block.*: what is kept on the backup target
std::vector<Row> access_rows();      ///< target.*, s3.*, nfs.*: how it is looked after, what errors cost
std::vector<Row> schedule_rows();    ///< cron.*, job.*: Kubernetes and the recurring job's pod
std::vector<Row> controller_rows();  ///< controller.*, delete.*, snapshot.*
std::vector<Row> create_rows();      ///< create.*, monitor.*
std::vector<Row> csi_rows();         ///< csi.*, sidecar.*, snapshot_controller.*
std::vector<Row> harvester_rows();   ///< vm_backup.*, vm_schedule.*, webhook.*, target.refresh_interval
std::vector<Row> restore_rows();     ///< restore.*, system_backup.*, backing_image.*

}  // namespace headway::model::detail
