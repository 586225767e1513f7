// libFuzzer entry: any bytes as a scenario file, and, after a first line that holds an equals sign, as a file
// with a setting. Whatever reads must write, and read again to the same text.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "sim/io/scenario_reader.h"
#include "sim/io/scenario_writer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> settings;
  const auto line = text.substr(0, text.find('\n'));
  if (line.find('=') != std::string_view::npos && line.size() < text.size()) {
    settings.emplace_back(line);
    text.remove_prefix(line.size() + 1);
  }
  const auto result = headway::io::read_scenario(text, "fuzz.json", settings);
  if (result.scenario.has_value() != result.errors.empty()) std::abort();
  for (const auto& error : result.errors) {
    if (error.format().find('\n') != std::string::npos) std::abort();
  }
  if (!result.scenario || result.scenario->volumes.size() > 10'000) return 0;
  const std::string written = headway::io::write_scenario(*result.scenario);
  const auto again = headway::io::read_scenario(written, "written.json");
  if (!again.scenario || headway::io::write_scenario(*again.scenario) != written) std::abort();
  return 0;
}
