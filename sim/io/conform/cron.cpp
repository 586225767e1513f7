#include "sim/io/conform/cron.h"

#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/time.h"
#include "sim/schedule/cron.h"

namespace headway::io {
namespace {

using Json = nlohmann::json;
using schedule::Cron;
using schedule::CronDialect;
using schedule::Zone;

constexpr std::size_t kLongestLine = std::size_t{1} << 20;

/// Times that both dialects have in common before they differ, at most.
constexpr std::uint64_t kMostCommonTimes = 10'000;

/// What Go prints for "no time found".
constexpr std::string_view kNothing = "0001-01-01T00:00:00Z";

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  for (char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

/// A recorded time, "2024-11-25T09:01:41Z" or with an offset "+10:30"; whole seconds, years 1678-2261.
std::optional<Instant> read_time(std::string_view text) {
  const auto year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
  const auto hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59 || *year < 1678 || *year > 2261)
    return std::nullopt;
  minutes east{0};
  const std::string_view zone = text.substr(19);
  if (zone != "Z") {
    const auto h = digits(zone, 1, 2), m = digits(zone, 4, 2);
    if (zone.size() != 6 || !h || !m || zone[3] != ':' || (zone[0] != '+' && zone[0] != '-'))
      return std::nullopt;
    east = hours{*h} + minutes{*m};
    if (zone[0] == '-') east = -east;
  }
  return Instant{std::chrono::sys_days{date}} + hours{*hour} + minutes{*minute} + seconds{*second} - east;
}

/// Two digits; n from 0 to 99.
std::string two(std::int64_t n) {
  return {static_cast<char>('0' + n / 10 % 10), static_cast<char>('0' + n % 10)};
}

/// As the recordings print it, with the zone's offset.
std::string print_time(const std::optional<Instant>& t, const Zone& zone) {
  if (!t) return std::string(kNothing);
  const std::int64_t utc = std::chrono::floor<seconds>(t->time_since_epoch()).count();
  const std::int64_t offset = zone.at(utc).offset;
  const std::chrono::sys_seconds local{seconds{utc + offset}};
  const auto midnight = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date{midnight};
  const std::int64_t in_day = (local - midnight).count();
  std::string text = std::to_string(int{date.year()});
  const auto add = [&text](char before, std::int64_t n) { text.append(1, before).append(two(n)); };
  add('-', unsigned{date.month()});
  add('-', unsigned{date.day()});
  add('T', in_day / 3600);
  add(':', in_day / 60 % 60);
  add(':', in_day % 60);
  if (offset == 0) return text.append(1, 'Z');
  const std::int64_t east = (offset < 0 ? -offset : offset) / 60;
  add(offset < 0 ? '-' : '+', east / 60);
  add(':', east % 60);
  return text;
}

/// A string member, or nothing.
std::optional<std::string> text_of(const Json& line, const char* member) {
  const auto at = line.find(member);
  if (at == line.end() || !at->is_string()) return std::nullopt;
  return at->get<std::string>();
}

/// A line with next times. Returns what is wrong with the line itself, empty when it was a case.
std::string check_next(const Json& line, std::string_view where, ConformReport& report) {
  const auto expr = text_of(line, "expr"), tz = text_of(line, "tz"), from = text_of(line, "from");
  if (!expr || !tz || !from || !line["next"].is_array() || line["next"].empty())
    return R"(expected strings "expr", "tz", "from" and a list "next")";
  const auto start = read_time(*from);
  if (!start) return "\"from\" is no time: " + *from;
  const auto zone = Zone::find(*tz);
  if (!zone.zone) return zone.error;

  // Everything is read before anything is judged, so that a bad line is a problem and not half a case.
  std::vector<std::optional<Instant>> recorded;
  for (const auto& entry : line["next"]) {
    const auto text = entry.is_string() ? entry.get<std::string>() : std::string{};
    recorded.push_back(text == kNothing ? std::nullopt : read_time(text));
    if (!recorded.back() && text != kNothing) return "an entry of \"next\" is no time: " + entry.dump();
    if (text == kNothing && recorded.size() != line["next"].size()) return "\"next\" goes on after its end";
  }

  const std::string of_class = text_of(line, "kind").value_or("next");
  const std::string what = std::string(where) + ": '" + *expr + "' in " + *tz;
  const auto parsed = Cron::parse(*expr);
  if (!parsed.cron) {
    count_case(report, of_class, Verdict::disagree,
               what + " recorded as valid, headway refuses it: " + parsed.error);
    return {};
  }
  Instant at = *start;
  for (const auto& expected : recorded) {
    const auto found = parsed.cron->next(at, *zone.zone);
    if (found != expected) {
      count_case(report, of_class, Verdict::disagree,
                 what + " after " + print_time(at, *zone.zone) + ": recorded " +
                     print_time(expected, *zone.zone) + ", headway " + print_time(found, *zone.zone));
      return {};
    }
    if (expected) at = *expected;
  }
  count_case(report, of_class, Verdict::agree);
  return {};
}

std::string check_invalid(const Json& line, std::string_view where, ConformReport& report) {
  const auto expr = text_of(line, "expr");
  if (!expr) return R"(expected a string "expr")";
  if (!Cron::parse(*expr).cron) {
    count_case(report, "invalid", Verdict::agree);
  } else {
    const auto reason = text_of(line, "error");
    count_case(report, "invalid", Verdict::disagree,
               std::string(where) + ": '" + *expr + "' recorded as refused (" +
                   (reason ? *reason : text_of(line, "panic").value_or("no reason")) +
                   "), headway accepts it");
  }
  return {};
}

/// A line that records where v1.2.0 differs: it refuses the expression, or both agree on so many times after
/// `from` and then do not.
std::string check_dialects(const Json& line, std::string_view where, ConformReport& report) {
  const auto expr = text_of(line, "expr");
  if (!expr) return R"(expected a string "expr")";
  const auto v3 = Cron::parse(*expr), v1 = Cron::parse(*expr, CronDialect::v1);
  const std::string what = std::string(where) + ": '" + *expr + "'";
  const auto judge = [&](bool agrees, const std::string& found) {
    count_case(report, "v1-differences", agrees ? Verdict::agree : Verdict::disagree,
               agrees ? std::string{} : what + found);
    return std::string{};
  };
  if (line.contains("v1_error"))
    return judge(v3.cron && !v1.cron,
                 " recorded as refused by v1.2.0 and not by v3.0.1, headway " +
                     std::string(v3.cron ? "accepts it in both" : "refuses it: " + v3.error));
  const auto tz = text_of(line, "tz"), from = text_of(line, "from"), text3 = text_of(line, "v3"),
             text1 = text_of(line, "v1");
  if (!tz || !from || !text3 || !text1 || !line.contains("index") || !line["index"].is_number_unsigned())
    return R"(expected strings "tz", "from", "v3", "v1" and a number "index")";
  const auto start = read_time(*from);
  if (!start) return "\"from\" is no time: " + *from;
  const auto zone = Zone::find(*tz);
  if (!zone.zone) return zone.error;
  const auto recorded3 = read_time(*text3), recorded1 = read_time(*text1);
  if (!recorded3 && *text3 != kNothing) return "\"v3\" is no time: " + *text3;
  if (!recorded1 && *text1 != kNothing) return "\"v1\" is no time: " + *text1;
  const auto index = line["index"].get<std::uint64_t>();
  if (index > kMostCommonTimes) return "\"index\" is above " + std::to_string(kMostCommonTimes);
  if (!v3.cron || !v1.cron)
    return judge(false, " recorded as valid, headway refuses it: " + (v3.cron ? v1.error : v3.error));
  Instant at = *start;
  for (std::uint64_t i = 0; i < index; ++i) {
    const auto next3 = v3.cron->next(at, *zone.zone), next1 = v1.cron->next(at, *zone.zone);
    if (!next3 || next3 != next1)
      return judge(false, " in " + *tz + ": time " + std::to_string(i) + " after " + *from +
                              " differs, the first to differ is recorded as " + std::to_string(index));
    at = *next3;
  }
  const auto found3 = v3.cron->next(at, *zone.zone), found1 = v1.cron->next(at, *zone.zone);
  return judge(found3 == recorded3 && found1 == recorded1,
               " in " + *tz + " after " + print_time(at, *zone.zone) + ": recorded " + *text3 +
                   " and v1.2.0 " + *text1 + ", headway " + print_time(found3, *zone.zone) + " and " +
                   print_time(found1, *zone.zone));
}

/// One line of any kind.
std::string check_line(const std::string& text, std::string_view where, ConformReport& report) {
  if (text.size() > kLongestLine) return "line of more than 1 MiB";
  const Json line = Json::parse(text, nullptr, false);
  if (line.is_discarded()) return "no JSON";
  if (!line.is_object()) return "no JSON object";
  if (line.contains("next")) return check_next(line, where, report);
  if (line.contains("error") || line.contains("panic")) return check_invalid(line, where, report);
  if (line.contains("v1") || line.contains("v1_error")) return check_dialects(line, where, report);
  return "neither next times nor a refused expression";
}

}  // namespace

void conform_cron(std::istream& in, std::string_view file, ConformReport& report) {
  std::string text;
  for (std::int64_t number = 1; std::getline(in, text); ++number) {
    if (text.find_first_not_of(" \t\r") == std::string::npos) continue;
    const std::string where = std::string(file) + ":" + std::to_string(number);
    const std::string problem = check_line(text, where, report);
    if (!problem.empty()) note(report.problems, where + ": " + problem);
  }
}

}  // namespace headway::io
