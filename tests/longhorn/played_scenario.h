// A shipped scenario, read with settings, played and forecast: what `headway run` does, without its output.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "analysis/experiment/experiment.h"
#include "analysis/forecast/expect.h"
#include "analysis/forecast/forecast.h"
#include "sim/io/scenario_reader.h"

namespace headway::tests {

inline std::filesystem::path scenario_folder() {
  return std::filesystem::path(HEADWAY_SOURCE_DIR) / "scenarios";
}

/// A year of 10,000 volumes: a minute of processor time or more as it stands.
inline constexpr const char* kYearAtFullSize = "scale-10k-year";

/// The names of all shipped scenarios.
inline std::vector<std::string> shipped() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(scenario_folder()))
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

/// A name as a test case may have it.
inline std::string identifier(const testing::TestParamInfo<std::string>& name) {
  std::string text = name.param;
  for (char& c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return text;
}

inline io::ReadResult read_shipped(const std::string& name, const std::vector<std::string>& settings = {}) {
  const auto path = scenario_folder() / (name + ".json");
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_TRUE(file.good()) << path;
  return io::read_scenario(text.str(), path.filename().string(), settings);
}

struct Played {
  model::Scenario scenario;
  forecast::Forecast forecast;

  std::int64_t failures(record::Cause cause) const {
    std::int64_t count = 0;
    for (const auto& failure : forecast.failures)
      if (failure.operation == record::OperationKind::backup && failure.cause == cause)
        count += failure.count;
    return count;
  }
  std::int64_t lost() const { return forecast::outcomes_of(forecast, record::OperationKind::backup).lost; }
};

/// With the scenario's own number of replications, or with the given one.
inline Played play_shipped(const std::string& name, const std::vector<std::string>& settings = {},
                           std::int64_t replications = 0, unsigned threads = 2) {
  io::ReadResult read = read_shipped(name, settings);
  EXPECT_TRUE(read.scenario.has_value()) << io::format_errors(read);
  Played played;
  if (!read.scenario) return played;
  played.scenario = std::move(*read.scenario);
  experiment::Plan plan;
  plan.replications = replications > 0 ? replications : played.scenario.chance.replications;
  plan.threads = threads;
  const experiment::Outcome outcome = experiment::run(played.scenario, plan);
  played.forecast = forecast::make_forecast(played.scenario, outcome.replications);
  return played;
}

}  // namespace headway::tests
