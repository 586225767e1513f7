// The sections of the forecast's text that speak of virtual machines.
#include <set>

#include "analysis/forecast/phrases.h"
#include "analysis/forecast/record_phrases.h"
#include "analysis/forecast/seen.h"
#include "analysis/forecast/text_parts.h"

namespace headway::forecast {
namespace {

/// One message as it is seen, whatever its causes.
struct SeenRow {
  std::string text;
  std::string_view object;
  std::int64_t count = 0;
  std::set<std::uint32_t> machines;
};

std::vector<SeenRow> seen_rows(const model::Scenario& scenario, const Forecast& forecast) {
  std::vector<SeenRow> rows;
  for (const SeenForecast& one : forecast.seen) {
    const std::string text = seen_text(scenario, one.key);
    const std::string_view object = seen_object(one.key.layer);
    auto row = std::find_if(rows.begin(), rows.end(),
                            [&](const SeenRow& r) { return r.text == text && r.object == object; });
    if (row == rows.end()) row = rows.insert(rows.end(), SeenRow{text, object, 0, {}});
    row->count += one.count;
    row->machines.insert(one.machines.begin(), one.machines.end());
  }
  return rows;
}

}  // namespace

/// Messages are long: each has a line of its own beneath its figures.
std::string seen_section(const model::Scenario& scenario, const Forecast& forecast, const Paint& paint,
                         std::size_t most) {
  const std::vector<SeenRow> rows = seen_rows(scenario, forecast);
  if (rows.empty()) return {};
  std::string body;
  const std::size_t shown = std::min(most, rows.size());
  for (std::size_t k = 0; k < shown; ++k) {
    const SeenRow& row = rows[k];
    body += fmt::format("  {} in a {}: {}\n      {}\n", count_phrase(row.count, "time"), row.object,
                        machine_list(scenario, {row.machines.begin(), row.machines.end()}, most), row.text);
  }
  if (const auto clean = machines_without_errors(forecast); !clean.empty())
    body += fmt::format("  Never in error: {}\n", machine_list(scenario, clean, most));
  return section(paint, title_with_rest("What users saw", shown, rows.size()), body);
}

std::string suspensions_section(const Forecast& forecast, const Paint& paint, std::size_t most) {
  if (forecast.suspensions.empty()) return {};
  Rows rows{{"schedule", "in replications", "first after (median)", "why"}};
  for (std::size_t i = 0; i < std::min(most, forecast.suspensions.size()); ++i) {
    const SuspensionForecast& suspension = forecast.suspensions[i];
    rows.push_back(
        {forecast.schedules[suspension.schedule].name,
         fmt::format("{} of {}", count_phrase(suspension.replications), count_phrase(forecast.replications)),
         duration_phrase(suspension.first_p50.value), std::string(cause_phrase(suspension.cause))});
  }
  return section(paint, title_with_rest("Schedules suspended", rows.size() - 1, forecast.suspensions.size()),
                 table(rows, {false, true, true}));
}

std::string machines_section(const Forecast& forecast, const Paint& paint, std::size_t most) {
  const std::vector<const MachineForecast*> affected = losers(forecast.machines);
  if (affected.empty()) return {};
  Rows rows{{"virtual machine", "lost", "of due (95 % interval)", "longest without a new backup"}};
  for (std::size_t i = 0; i < std::min(most, affected.size()); ++i) {
    const MachineForecast& machine = *affected[i];
    rows.push_back({machine.name,
                    fmt::format("{} of {}", count_phrase(machine.lost), count_phrase(machine.due)),
                    share_phrase(machine.lost_share), duration_phrase(machine.longest_gap_s)});
  }
  return section(paint, title_with_rest("Virtual machines that lost most", rows.size() - 1, affected.size()),
                 table(rows, {false, true, false, true}));
}

}  // namespace headway::forecast
