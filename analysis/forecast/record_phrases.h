// The words of records as people say them, for the forecast on the terminal. Results files have the words of
// record::word.
#pragma once

#include <string>
#include <string_view>

#include "analysis/forecast/summary.h"
#include "sim/record/records.h"

namespace headway::forecast {

/// "restore", "delete of a backup volume": for one; kind_phrase(kind, n) says "2 restores" and "1 restore".
std::string kind_phrase(record::OperationKind kind, std::int64_t n);

/// What happened, in a few words: "another operation held or wanted the lock". Empty for none.
std::string_view cause_phrase(record::Cause cause);

/// "the backup controller"; empty for none.
std::string_view layer_phrase(record::Layer layer);

/// "delete", "backup still asking", "lock left behind"; empty for none.
std::string_view blocker_phrase(record::Blocker blocker);

/// What the holder was doing, to be put behind it: ", uploading"; empty when it is not known.
std::string_view phase_phrase(HolderPhase phase);

}  // namespace headway::forecast
