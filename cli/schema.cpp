// headway schema scenario|results: the reference of what is read and written.
#include <iostream>

#include "analysis/forecast/metric_table.h"
#include "cli/options.h"
#include "cli/verb.h"
#include "sim/io/results/results_schema.h"
#include "sim/io/scenario_schema.h"

namespace headway::cli {

int schema(const std::vector<std::string>& arguments) {
  Options options(
      "headway schema scenario|results",
      "Prints the JSON Schema of scenario files, or of a results folder: every file, column and metric.");
  options.positional("what", 1, "scenario or results");
  if (!options.parse(arguments)) return kDone;
  const auto what = options.all("what");
  if (what.size() == 1 && what.front() == "scenario") {
    std::cout << io::scenario_schema();
    return kDone;
  }
  if (what.size() == 1 && what.front() == "results") {
    std::vector<results::FigureInfo> figures;
    for (const forecast::MetricInfo& metric : forecast::metric_table())
      figures.push_back({metric.pattern, forecast::word(metric.kind), metric.unit, metric.description});
    std::cout << results::results_schema(figures);
    return kDone;
  }
  throw UsageError("expected \"scenario\" or \"results\"\nUsage: headway schema scenario|results");
}

}  // namespace headway::cli
