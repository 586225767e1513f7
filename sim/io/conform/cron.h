// Replays recorded cron answers (tests/data/reference/cron-*.jsonl) through sim/schedule.
#pragma once

#include <istream>
#include <string_view>

#include "sim/io/conform/report.h"

namespace headway::io {

/// Reads JSON lines and adds to `report`. Kinds are told apart by their members:
///  - {"expr","tz","from","kind","next":[…]}: the first entry of `next` is the firing time after `from`, each
///    further one the time after the entry before it; "0001-01-01T00:00:00Z" says that nothing was found.
///    Agrees when all entries do. Class: the line's kind.
///  - {"expr","error"} or {"expr","panic"}: agrees when the expression is refused. Class "invalid".
///  - {"expr","v1_error"}: agrees when the dialect of robfig/cron v1.2.0 refuses what v3.0.1's accepts.
///  - {"expr","tz","from","index","v3","v1"}: agrees when both dialects give the same `index` times after
///    `from` and then these two. Class "v1-differences", as the one before.
/// One case a line. Lines of another shape and lines above 1 MiB become `problems`, not cases. `file` is for
/// messages only. Linear in the input.
void conform_cron(std::istream& in, std::string_view file, ConformReport& report);

}  // namespace headway::io
