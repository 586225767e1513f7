// How scenarios write each kind of event: its word, its keys, which of them may be left out.
//
// Reader and writer go by this one table; the schema's $defs of the same keys describe them.
#pragma once

#include <span>
#include <string_view>

#include "sim/core/time.h"
#include "sim/io/known_keys.h"
#include "sim/model/scenario.h"

namespace headway::io {

struct EventForm {
  std::string_view word;  ///< of the key "kind"
  model::EventKind kind;
  const ObjectKeys* keys;     ///< all keys of its object
  std::string_view may_lack;  ///< the one reference that may be left out, or empty
  Duration back_after{};      ///< default of that key; 0 = it must be stated
  bool has(std::string_view key) const;
};

/// All kinds, in the order of model::EventKind.
std::span<const EventForm> event_forms();

/// The words of `volume_backup_policy`, in the order of model::VolumeBackupPolicy.
std::span<const std::string_view> volume_backup_policy_words();

/// The words of `which`, in the order of model::VmBackupSelection.
std::span<const std::string_view> vm_backup_selection_words();

/// The words of a lock file's `type`, from type 1 on.
std::span<const std::string_view> lock_type_words();

}  // namespace headway::io
