#include <nlohmann/json.hpp>

#include "analysis/check/report.h"
#include "analysis/forecast/json_number.h"

namespace headway::check {
namespace {

using Json = nlohmann::ordered_json;
using forecast::json_number_or_count;

Json counts_json(const Counts& counts) {
  return {{"holds", counts.holds}, {"violated", counts.violated}, {"errors", counts.errors}};
}

}  // namespace

std::string report_json(std::span<const Suite> suites) {
  Json json = counts_json(count(suites));
  json["scenarios"] = Json::array();
  for (const Suite& suite : suites) {
    Json entry = {{"file", suite.file},
                  {"scenario", suite.scenario},
                  {"seed", suite.seed},
                  {"replications", suite.replications},
                  {"fingerprint", suite.fingerprint}};
    entry.update(counts_json(count(suite.cases)));
    entry["notes"] = suite.notes;
    entry["cases"] = Json::array();
    for (const Case& line : suite.cases) {
      Json shown = {{"kind", word(line.kind)},
                    {"status", word(line.status)},
                    {"name", line.name},
                    {"demand", line.demand},
                    {"reason", line.reason}};
      for (const auto& [name, value] : line.figures) shown[name] = json_number_or_count(value);
      entry["cases"].push_back(std::move(shown));
    }
    json["scenarios"].push_back(std::move(entry));
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace headway::check
