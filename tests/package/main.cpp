// Reads a scenario, plays it twice, and prints how many backups were due.
#include <fstream>
#include <iostream>
#include <sstream>

#include "analysis/experiment/experiment.h"
#include "analysis/forecast/forecast.h"
#include "sim/io/scenario_reader.h"

int main(int argc, char** argv) {
  std::ifstream file(argc > 1 ? argv[1] : "");
  std::ostringstream text;
  text << file.rdbuf();
  const auto read = headway::io::read_scenario(text.str(), "scenario");
  if (!read.scenario) {
    std::cerr << headway::io::format_errors(read) << "\n";
    return 2;
  }
  headway::experiment::Plan plan;
  plan.replications = 2;
  const auto outcome = headway::experiment::run(*read.scenario, plan);
  const auto forecast = headway::forecast::make_forecast(*read.scenario, outcome.replications);
  std::cout << headway::forecast::outcomes_of(forecast, headway::record::OperationKind::backup).due << "\n";
}
