// What a check found, as plain data: a suite for each scenario, a case for each thing that was to hold.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace headway::check {

struct Case {
  enum class Kind : std::uint8_t { input, expect, baseline };
  enum class Status : std::uint8_t { holds, violated, error };  ///< error: it could not be judged
  Kind kind = Kind::expect;
  Status status = Status::holds;
  std::string name;                                     ///< of the figure or measure
  std::string demand;                                   ///< "at most 0.01 with 95 % confidence"
  std::string reason;                                   ///< what was found, one or a few sentences
  std::vector<std::pair<std::string, double>> figures;  ///< for machines
};
/// "input", "expect", "baseline".
std::string_view word(Case::Kind kind);
/// "holds", "violated", "error".
std::string_view word(Case::Status status);

struct Suite {
  std::string file;      ///< as on the command line
  std::string scenario;  ///< its name; the file's when it could not be read
  std::uint64_t seed = 0;
  std::int64_t replications = 0;  ///< 0 when it was not played
  std::string fingerprint;
  std::vector<std::string> notes;  ///< sentences
  std::vector<Case> cases;
};

struct Counts {
  std::int64_t holds = 0, violated = 0, errors = 0;
};
Counts count(std::span<const Case> cases);
Counts count(std::span<const Suite> suites);

/// For people: every line that was judged, what does not hold with its reason, a sum at the end.
std::string report_text(std::span<const Suite> suites, bool colour = false);

/// The same as JSON, a newline at the end.
std::string report_json(std::span<const Suite> suites);

/// The same as JUnit XML, as CI systems read it: one testsuite a scenario, one testcase a case, what was
/// found in the failure's (or error's) body. No times, so that equal findings give equal bytes. Characters
/// that XML cannot hold are replaced by U+FFFD.
std::string junit_xml(std::span<const Suite> suites);

}  // namespace headway::check
