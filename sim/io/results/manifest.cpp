#include "sim/io/results/manifest.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sim/record/printing.h"

namespace headway::results {
namespace {

using Json = nlohmann::ordered_json;

Json described(const WrittenFile& file) {
  Json entry = {{"name", file.name}};
  if (file.table == nullptr) return entry;
  entry["rows"] = file.rows;
  entry["columns"] = Json::array();
  for (const Column& column : file.table->columns) {
    entry["columns"].push_back({{"name", column.name}, {"type", word(column.type)}});
  }
  return entry;
}

}  // namespace

std::string scenario_hash(std::string_view scenario_json) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : scenario_json) hash = (hash ^ static_cast<unsigned char>(c)) * 0x00000100000001b3;
  return fmt::format("fnv1a64:{:016x}", hash);
}

std::string manifest_json(const Manifest& m, const std::vector<WrittenFile>& files) {
  Json json = {{"headway", m.headway_version},
               {"build", m.build},
               {"zone_data", m.zone_data.empty() ? Json(nullptr) : Json(m.zone_data)},
               {"scenario", m.scenario},
               {"scenario_hash", m.scenario_hash},
               {"longhorn", m.longhorn},
               {"kubernetes", m.kubernetes},
               {"arguments", m.arguments},
               {"seed", m.seed},
               {"replications", m.replications},
               {"replication_detail", m.replication_detail},
               {"threads", m.threads},
               {"fingerprint", m.fingerprint},
               {"started_utc", m.started_utc},
               {"wall_s", record::ten_digits(m.wall_s)},
               {"peak_memory_bytes", m.peak_memory_bytes}};
  json["files"] = Json::array();
  for (const WrittenFile& file : files) json["files"].push_back(described(file));
  // Arguments may be any bytes.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace headway::results
