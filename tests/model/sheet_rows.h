// The rows of the three tables "Parameters for the simulator", typed in: each with what became of it.
//
// A row is a parameter (with its value in a version), a rule, or stands under "What is not modelled" in
// docs/model.md; some are two of these. sheet_rows_test.cpp holds the claims against the presets and the
// page.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

namespace headway::model::tests {

struct Claim {
  enum class Kind { parameter, rule, left_out } kind;
  std::string_view name;                                              ///< left_out: the words on the page
  std::vector<std::pair<std::string_view, std::string_view>> values;  ///< by version; rule: words of its text
};

struct SheetRow {
  std::string_view name, value;  ///< as the table has them
  std::vector<Claim> claims;
};

/// A parameter and the value it has in each of these versions.
inline Claim parameter(std::string_view name,
                       std::vector<std::pair<std::string_view, std::string_view>> values) {
  return {Claim::Kind::parameter, name, std::move(values)};
}

/// A rule whose text in that version holds these words.
inline Claim rule(std::string_view name, std::string_view words, std::string_view version = "1.7.2") {
  return {Claim::Kind::rule, name, {{version, words}}};
}

/// Words under "What is not modelled".
inline Claim left_out(std::string_view words) {
  return {Claim::Kind::left_out, words, {}};
}

std::vector<SheetRow> backupstore_rows();  ///< backupstore, section 5
std::vector<SheetRow> manager_rows();      ///< longhorn-manager, section 7
std::vector<SheetRow> csi_rows();          ///< CSI and Harvester, section 7

}  // namespace headway::model::tests
