// headway cron EXPR: the next firing times, as Kubernetes would compute them.
#include <fmt/format.h>

#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/options.h"
#include "cli/verb.h"
#include "sim/io/amounts.h"
#include "sim/schedule/cron.h"

namespace headway::cli {
namespace {

/// RFC 3339 in the zone's own offset at that instant.
std::string local_text(Instant instant, const schedule::Zone& zone) {
  const auto second = std::chrono::floor<seconds>(instant).time_since_epoch().count();
  const std::int64_t offset = zone.at(second).offset;
  std::string text = io::format_instant(instant + seconds(offset));
  if (offset == 0 && zone.is_utc()) return text;
  text.pop_back();  // the Z
  const std::int64_t minutes_off = (offset < 0 ? -offset : offset) / 60;
  return text + fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', minutes_off / 60, minutes_off % 60);
}

}  // namespace

int cron(const std::vector<std::string>& arguments) {
  namespace po = boost::program_options;
  Options options(
      "headway cron EXPRESSION [options]",
      "Prints the next firing times of a cron expression, as a Kubernetes CronJob (and so a Longhorn\n"
      "recurring job) computes them. Exit status 2 for an expression that Kubernetes refuses.");
  options.add()("from", po::value<std::string>(), "instant to start after, RFC 3339 (default: now)")(
      "zone", po::value<std::string>()->default_value("UTC"), "IANA zone in which the expression is read")(
      "count,n", po::value<std::int64_t>()->default_value(5), "how many times to print, 1 to 100000")(
      "json", "print the result as JSON");
  options.positional("expression", -1, "the five fields, or a descriptor such as @daily");
  if (!options.parse(arguments)) return kDone;
  const auto words = options.all("expression");
  if (words.empty()) throw UsageError("no expression given\nUsage: headway cron '0 2 * * *'");
  std::string text;  // five words without quotes are one expression, too
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;

  const auto parsed = schedule::Cron::parse(text);
  if (!parsed.cron) throw UsageError("cron expression \"" + text + "\": " + parsed.error);
  const auto zone = schedule::Zone::find(options.get<std::string>("zone"));
  if (!zone.zone) throw UsageError("--zone: " + zone.error);
  Instant at = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  if (const auto from = options.maybe<std::string>("from")) {
    const auto instant = io::parse_instant(*from);
    if (!instant)
      throw UsageError("--from: found \"" + *from + "\", expected an instant such as 2024-06-10T00:00:00Z");
    at = *instant;
  }
  const auto count = options.get<std::int64_t>("count");
  if (count < 1 || count > 100000) throw UsageError("--count: expected a whole number from 1 to 100000");

  const schedule::Zone& shown = parsed.cron->own_zone() ? *parsed.cron->own_zone() : *zone.zone;
  nlohmann::ordered_json times = nlohmann::ordered_json::array();
  bool found_any = false;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto next = parsed.cron->next(at, *zone.zone);
    if (!next) break;
    found_any = true;
    if (options.has("json"))
      times.push_back(local_text(*next, shown));
    else
      std::cout << local_text(*next, shown) << "\n";
    at = *next;
  }
  if (options.has("json"))
    std::cout << nlohmann::ordered_json{{"expression", text}, {"zone", shown.name()}, {"next", times}}.dump(2)
              << "\n";
  else if (!found_any)
    std::cout << "never (nothing matches within five years)\n";
  return kDone;
}

}  // namespace headway::cli
