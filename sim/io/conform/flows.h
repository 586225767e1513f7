// `headway conform flows`: recorded sharing of bandwidth against sim/flow.
//
// Input is JSON lines: first {"flows": name, "links_Bps": {link: bytes per second}}, then a line a flow:
// {"id", "at_s", "bytes", "path": [links], "cap_Bps"?, "finish_s"}. Another first line begins another
// system. The system is played from nothing, and each flow is one case: it agrees when it ends within a
// microsecond of `finish_s` (the recordings themselves agree within nanoseconds).
#pragma once

#include <istream>
#include <string_view>

#include "sim/io/conform/report.h"

namespace headway::io {

/// Adds the flows of `in` to `report`; its classes are the names of the systems. `file` is for messages
/// only. The first line that cannot be read goes to `problems`, and its system is left out: without that
/// flow the others would be compared with the wrong thing. O(flows log flows) per system.
void conform_flows(std::istream& in, std::string_view file, ConformReport& report);

}  // namespace headway::io
