// Findings with everything that could go wrong in them.
#pragma once

#include <limits>
#include <vector>

#include "analysis/check/report.h"

namespace headway::tests {

inline std::vector<check::Suite> findings() {
  using check::Case;
  check::Suite good;
  good.file = "good.json";
  good.scenario = "good";
  good.replications = 40;
  good.seed = 3;
  good.fingerprint = "0123456789abcdef";
  good.cases.push_back({Case::Kind::expect,
                        Case::Status::holds,
                        "backups.lost_share",
                        "at most 0",
                        "Observed: 0.",
                        {{"observed", 0}, {"bound", std::numeric_limits<double>::quiet_NaN()}}});
  good.cases.push_back({Case::Kind::baseline,
                        Case::Status::holds,
                        "backups.lost",
                        "at most 0 above the baseline",
                        "0, as in the baseline.",
                        {}});
  good.notes.emplace_back("A note.");
  check::Suite bad;
  bad.file = "bad.json";
  bad.scenario = "<b> & \"quotes\" 'too'";
  bad.replications = 1;
  bad.cases.push_back({Case::Kind::expect,
                       Case::Status::violated,
                       "x",
                       "at most 1 <of> \"all\"",
                       "First line.\nSecond \t& <last> ]]> \x01\xff\xEF\xBF\xBE line, ü.",
                       {}});
  bad.cases.push_back(
      {Case::Kind::input, Case::Status::error, "scenario", "", "bad.json:1:2: expected <this>", {}});
  return {good, bad};
}

}  // namespace headway::tests
