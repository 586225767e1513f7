// What the sections of the forecast's text are made of. Private to analysis/forecast.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/forecast/forecast.h"
#include "sim/model/scenario.h"

namespace headway::forecast {

using Rows = std::vector<std::vector<std::string>>;

/// ANSI sequences, or nothing.
struct Paint {
  bool on = false;
  std::string bold(std::string_view text) const { return with("1", text); }
  std::string good(std::string_view text) const { return with("32", text); }
  std::string bad(std::string_view text) const { return with("31", text); }
  std::string doubtful(std::string_view text) const { return with("33", text); }

 private:
  std::string with(std::string_view code, std::string_view text) const {
    return on ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
  }
};

inline std::string section(const Paint& paint, std::string_view title, const std::string& body) {
  return fmt::format("\n{}\n{}", paint.bold(title), body);
}

inline std::string title_with_rest(std::string_view title, std::size_t shown, std::size_t all) {
  return shown == all ? std::string(title) : fmt::format("{} ({} of {} shown)", title, shown, all);
}

/// Those that lost any, the largest share first.
template <class Entity>
std::vector<const Entity*> losers(const std::vector<Entity>& all) {
  std::vector<const Entity*> affected;
  for (const Entity& entity : all)
    if (entity.lost > 0) affected.push_back(&entity);
  std::stable_sort(affected.begin(), affected.end(), [](const Entity* a, const Entity* b) {
    if (a->lost_share.value != b->lost_share.value) return a->lost_share.value > b->lost_share.value;
    return a->lost > b->lost;
  });
  return affected;
}

/// What users saw of virtual machines, which schedules were suspended, which machines lost most; empty where
/// there is nothing to say. At most `most` rows each.
std::string seen_section(const model::Scenario& scenario, const Forecast& forecast, const Paint& paint,
                         std::size_t most);
std::string suspensions_section(const Forecast& forecast, const Paint& paint, std::size_t most);
std::string machines_section(const Forecast& forecast, const Paint& paint, std::size_t most);

}  // namespace headway::forecast
