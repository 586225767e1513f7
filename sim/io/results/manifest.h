// manifest.json: how a results folder came to be. The only file that may differ between two equal runs, since
// it holds times, memory and arguments.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/io/results/results_folder.h"

namespace headway::results {

struct Manifest {
  std::string headway_version;
  std::string build;          ///< compiler and build type
  std::string zone_data;      ///< version of the time zone data; empty when none was needed
  std::string scenario;       ///< its name
  std::string scenario_hash;  ///< scenario_hash() of scenario.json
  std::string longhorn, kubernetes;
  std::vector<std::string> arguments;
  std::uint64_t seed = 0;
  std::int64_t replications = 0;
  std::int64_t replication_detail = 0;  ///< for how many the per-row files were written
  std::int64_t threads = 1;
  std::string fingerprint;
  std::string started_utc;  ///< RFC 3339
  double wall_s = 0;
  std::int64_t peak_memory_bytes = 0;
};

/// 64-bit FNV-1a of the text's bytes as "fnv1a64:" and 16 hexadecimal digits: tells scenarios apart, proves
/// nothing against intent.
std::string scenario_hash(std::string_view scenario_json);

/// The manifest as JSON, with the files noted in the folder so far: rows, column names and types.
std::string manifest_json(const Manifest& manifest, const std::vector<WrittenFile>& files);

}  // namespace headway::results
