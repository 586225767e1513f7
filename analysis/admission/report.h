// What the webhook says of a scenario's VM schedules, for people and for machines.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "analysis/admission/admission.h"

namespace headway::admission {

struct Report {
  std::string text;  ///< lines, each with its break; names all that are not always accepted
  bool all_accepted = true;
};

/// At `at`; without it in the course of the day from the scenario's start.
Report report_of(const model::Scenario& scenario, std::optional<Instant> at);

/// The same as JSON: {"zone", "at" or "day_from", "accepted", "schedules": [{"name", "cron", "verdict":
/// "accepted", "refused" or "sometimes", …}]}.
nlohmann::ordered_json report_json(const model::Scenario& scenario, std::optional<Instant> at);

/// When within the day, in UTC: "minutes :00 to :04 of every hour", "02:00 to 02:04", "00:00 to 00:04 and
/// every 6h after". The last minute is named, too.
std::string stretches_phrase(const std::vector<Stretch>& stretches);

}  // namespace headway::admission
