#include "sim/schedule/zone.h"

#include <date/date.h>
#include <date/tz.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <exception>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <utility>
#include <vector>

#include "sim/schedule/go_syntax.h"
#include "sim/schedule/yearly_rule.h"

namespace headway::schedule {

struct ZoneTable {
  std::string name;
  std::vector<ZonePeriod> periods;  ///< from kZoneBegin to kZoneEnd without gaps; neighbours differ in offset
};

namespace {

/// A zone's table reaches to the end of this year: past the last Instant (April 2262) by more than cron looks
/// ahead.
constexpr int kLastRuleYear = 2268;
constexpr std::size_t kLongestName = 64;
constexpr std::int64_t kYear1800 = -5364662400;  // seconds since 1970 of 1 January 1800

/// The folders in which the date library and Go look for zone data.
constexpr std::array kFolders{"/usr/share/zoneinfo/", "/usr/share/zoneinfo/uclibc/", "/var/db/zoneinfo/",
                              "/usr/share/lib/zoneinfo/", "/etc/zoneinfo/"};

/// The POSIX TZ string at the end of a zone's file, empty when there is none.
std::string footer_of(const std::string& name) {
  for (const char* folder : kFolders) {
    std::ifstream in(folder + name, std::ios::binary);
    if (!in) continue;
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    if (!bytes.starts_with("TZif") || bytes.size() < 46 || bytes[4] < '2' || bytes.back() != '\n') continue;
    const auto before = bytes.rfind('\n', bytes.size() - 2);
    if (before != std::string::npos) return bytes.substr(before + 1, bytes.size() - before - 2);
  }
  return {};
}

/// Ends the last period at `at` and begins one with `offset`.
void change_clock(std::vector<ZonePeriod>& periods, std::int64_t at, std::int64_t offset) {
  if (periods.back().offset == offset) return;
  periods.back().end = at;
  periods.push_back({at, kZoneEnd, offset});
}

ZoneTable read_table(const date::time_zone& source) {
  using std::chrono::seconds;
  ZoneTable table{source.name(), {}};
  const date::sys_seconds last_wanted{date::sys_days{date::year{kLastRuleYear} / 1 / 1}};
  date::sys_seconds t{seconds{kYear1800}};
  std::int64_t last_change = kZoneBegin;
  while (true) {
    const auto info = source.get_info(t);
    const std::int64_t offset = info.offset.count();
    if (table.periods.empty()) {
      table.periods.push_back({kZoneBegin, kZoneEnd, offset});
    } else {
      last_change = info.begin.time_since_epoch().count();
      change_clock(table.periods, last_change, offset);
    }
    if (info.end >= last_wanted || info.end <= t) break;
    t = info.end;
  }
  if (const auto rule = parse_yearly_rule(footer_of(table.name))) {
    // From 1800 on where the data list no change at all.
    const date::year_month_day day{
        date::floor<date::days>(date::sys_seconds{seconds{std::max(last_change, kYear1800)}})};
    for (int year = int{day.year()}; year <= kLastRuleYear; ++year) {
      const auto [first, second] = changes_in_year(*rule, year);
      if (first.at > last_change) change_clock(table.periods, first.at, first.offset);
      if (second.at > last_change) change_clock(table.periods, second.at, second.offset);
    }
  }
  return table;
}

/// Number of single-letter insertions, deletions and replacements between two names, letter case aside.
std::size_t distance(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({replaced, row[j] + 1, row[j - 1] + 1}));
    }
  }
  return row.back();
}

/// The known name closest to a wrong one, empty when none is close: "Europe/Berlin" for "europe/berlin",
/// "Europe/Berlim" and "Berlin".
std::string near_zone(std::string_view wrong) {
  std::string best;
  std::size_t best_distance = std::min<std::size_t>(3, wrong.size() / 4 + 1);
  for (const auto& zone : date::get_tzdb().zones) {
    const std::string_view name = zone.name();
    std::size_t d = distance(wrong, name);
    if (const auto slash = name.rfind('/'); slash != std::string_view::npos && wrong.find('/') == wrong.npos)
      d = std::min(d, distance(wrong, name.substr(slash + 1)));
    if (d < best_distance) best = name, best_distance = d;
  }
  return best;
}

}  // namespace

FoundZone Zone::find(std::string_view name) {
  if (name.empty() || name == "UTC" || name == "Etc/UTC") return {Zone{}, {}};
  if (name.size() > kLongestName) return {std::nullopt, "unknown time zone (a name of more than 64 bytes)"};
  static std::mutex guard;
  static auto& tables = *new std::map<std::string, std::unique_ptr<const ZoneTable>, std::less<>>;
  const std::lock_guard lock(guard);
  if (const auto known = tables.find(name); known != tables.end()) return {Zone{known->second.get()}, {}};
  try {
    const auto& zones = date::get_tzdb().zones;
    const auto at =
        std::find_if(zones.begin(), zones.end(), [&](const auto& zone) { return zone.name() == name; });
    if (at == zones.end()) {
      const std::string near = near_zone(name);
      return {std::nullopt, "unknown time zone " + shown(name) +
                                (near.empty() ? std::string{} : "; did you mean " + near + "?")};
    }
    auto table = std::make_unique<const ZoneTable>(read_table(*at));
    const ZoneTable* kept = table.get();
    tables.emplace(std::string(name), std::move(table));
    return {Zone{kept}, {}};
  } catch (const std::exception& problem) {
    return {std::nullopt, "no time zone data on this machine for " + std::string(name) + " (" +
                              problem.what() + "); UTC needs none"};
  }
}

const std::string& Zone::name() const {
  static const std::string utc = "UTC";
  return table_ ? table_->name : utc;
}

ZonePeriod Zone::at(std::int64_t t) const {
  if (!table_) return {kZoneBegin, kZoneEnd, 0};
  const auto& periods = table_->periods;
  const auto after =
      std::upper_bound(periods.begin() + 1, periods.end(), t,
                       [](std::int64_t second, const ZonePeriod& p) { return second < p.begin; });
  return *std::prev(after);
}

std::string zone_data_version() {
  constexpr std::string_view marker = "# version ";
  for (const char* folder : kFolders) {
    std::ifstream in(std::string(folder) + "tzdata.zi");
    std::string line;
    if (std::getline(in, line) && line.starts_with(marker) && line.size() < 32)
      return line.substr(marker.size());
  }
  try {
    const std::string& version = date::get_tzdb().version;
    return version == "unknown" ? std::string{} : version;
  } catch (const std::exception&) {
    return {};
  }
}

}  // namespace headway::schedule
