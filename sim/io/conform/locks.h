// `headway conform locks`: recorded lock requests against the step machine of sim/lock.
//
// Input is JSON lines of two kinds, told apart by their members:
//  - {"volume","driver","requests":[…]}: the requests on one volume, played with ideal times. A request is a
//    case; it agrees when its outcome (acquired, denied, crashed) is the recorded one. Requests labelled
//    "race" and all requests of a volume labelled "torn" are ambiguous. A race's recorded outcome decides the
//    order of looks at one instant, so that later requests meet what the recording met.
//  - {"driver","latency_ms","phase_ms","delta_ms","types","names","outcomes"}: two requests on a store whose
//    every operation takes that long. A pair is a case; it agrees when both outcomes do. A pair on
//    "vfs-trunc1s" with a first stamp on a whole second is ambiguous.
#pragma once

#include <istream>
#include <string_view>

#include "sim/io/conform/report.h"
#include "sim/lock/protocol.h"

namespace headway::io {

/// The protocol that was recorded: lease 150 s, refresh 60 s, wait 2 s, as the data's description states
/// (longhorn/backupstore lock.go; the same in every release that has locks).
lock::Protocol recorded_lock_protocol();

/// Adds the cases of `in` to `report`; `file` is for messages only. A line that cannot be read, above 64 MiB,
/// or of neither kind becomes a problem and no case. Linear in the input, memory of one line. Another
/// `protocol` than the recorded one shows what the data would say of it.
void conform_locks(std::istream& in, std::string_view file, ConformReport& report,
                   const lock::Protocol& protocol = recorded_lock_protocol());

}  // namespace headway::io
