// Numbers as people read them: two or three significant digits, a unit always.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/statistics/estimate.h"

namespace headway::forecast {

/// 1234567 is "1 234 567".
std::string count_phrase(std::int64_t n);

/// "1 replication", "20 replications": the plural is the word with an s.
std::string count_phrase(std::int64_t n, std::string_view thing);

/// A share's digits in per cent, without the sign: 0.139 is "13.9", 0.0086 "0.86". What is less than all
/// never reads "100", what is more than nothing never "0".
std::string percent_digits(double share);

/// A share with its interval: "0.86 %, 0.4–1.5 %"; of none "at most 13.9 %", of all "at least 86.1 %";
/// without an interval (one replication) the figure alone; "-" when nothing was observed.
std::string share_phrase(const statistics::Estimate& share);

/// Seconds in the two largest units that say something: "450 ms", "3.2 s", "41 min 10 s", "2 d 3 h"; "-" when
/// not finite.
std::string duration_phrase(double seconds);

/// "12.3 GiB"; "-" when not finite.
std::string bytes_phrase(double bytes);

/// Columns of a table, padded to equal width by code points and joined by two blanks, rows indented by two.
/// `right` marks the columns that align right (shorter than a row: the rest aligns left). No trailing blanks.
std::string table(const std::vector<std::vector<std::string>>& rows, const std::vector<bool>& right);

}  // namespace headway::forecast
