#include "analysis/recommend/levers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <optional>
#include <string_view>

#include "analysis/movable/movable.h"
#include "analysis/recommend/admissible.h"
#include "sim/io/amounts.h"
#include "sim/model/presets.h"
#include "sim/model/versions.h"
#include "sim/schedule/cron.h"

namespace headway::recommend {
namespace {

/// Since this release a volume's backup block size can be chosen; before it all blocks are of 2 MiB.
constexpr model::Version kBlockSizes{1, 10, 0, true};

/// The last release of each minor version whose rules were traced.
constexpr std::array<std::string_view, 7> kTraced = {"1.7.4",  "1.8.2",  "1.9.3",      "1.10.2",
                                                     "1.11.3", "1.12.1", "development"};

Lever lever(const model::Scenario& scenario, std::string name, std::string of, std::string from,
            std::string to, double size) {
  return Lever{std::move(name), std::move(of), std::move(from), std::move(to), size, scenario};
}

void add_retain(const model::Scenario& scenario, std::uint32_t j, std::vector<Lever>& out) {
  const model::RecurringJob& job = scenario.jobs[j];
  const std::int64_t to = job.retain / 2;
  if (to < 1) return;
  Lever one = lever(scenario, "retain", job.name, std::to_string(job.retain), std::to_string(to),
                    std::log2(static_cast<double>(job.retain) / static_cast<double>(to)));
  one.changed.jobs[j].retain = to;
  // The forecast is of the state after the change, not of the night that deletes the surplus.
  for (model::Volume& volume : one.changed.volumes)
    for (auto& [name, count] : volume.backups)
      if (name == job.name) count = std::min(count, to);
  out.push_back(std::move(one));
}

void add_vm_retain(const model::Scenario& scenario, std::uint32_t k, std::vector<Lever>& out) {
  const model::VmSchedule& schedule = scenario.vm_schedules[k];
  const std::int64_t to = schedule.retain / 2;
  if (to <= schedule.max_failure) return;  // not admitted
  Lever one = lever(scenario, "retain", schedule.name, std::to_string(schedule.retain), std::to_string(to),
                    std::log2(static_cast<double>(schedule.retain) / static_cast<double>(to)));
  one.changed.vm_schedules[k].retain = to;
  one.changed.vm_schedules[k].existing = std::min(schedule.existing, to);
  out.push_back(std::move(one));
}

void add_concurrency(const model::Scenario& scenario, std::uint32_t j, std::vector<Lever>& out) {
  const model::RecurringJob& job = scenario.jobs[j];
  for (const std::int64_t to : {job.concurrency / 2, job.concurrency * 2}) {
    if (to < 1 || (to > job.concurrency && static_cast<std::size_t>(job.concurrency) >= job.volumes.size()))
      continue;
    Lever one =
        lever(scenario, "concurrency", job.name, std::to_string(job.concurrency), std::to_string(to), 1);
    one.changed.jobs[j].concurrency = to;
    out.push_back(std::move(one));
  }
}

/// Harvester ships its Longhorn: the two change together. The last release of each minor version, of those
/// with the same rules the first.
void add_harvester_versions(const model::Scenario& scenario, std::vector<Lever>& out) {
  const model::Parameters& p = scenario.platform.parameters;
  const std::string_view now = model::resolve_harvester_version(scenario.platform.harvester);
  const std::string& kubernetes = scenario.platform.kubernetes;
  std::string_view before = now;
  bool later = false;
  for (const std::string_view version : model::harvester_versions()) {
    const bool known = later;
    later = later || version == now;
    const std::string_view minor = version.substr(0, version.rfind('.'));
    if (!known || model::resolve_harvester_version(minor) != version) continue;
    const std::string_view longhorn = model::longhorn_of_harvester(version);
    const auto preset = model::preset(longhorn, kubernetes, version);
    const auto differences = model::diff({model::longhorn_of_harvester(before), kubernetes, before},
                                         {longhorn, kubernetes, version});
    if (!preset || (differences && differences->empty())) continue;
    before = version;
    Lever one = lever(scenario, "version", "platform", "Harvester " + scenario.platform.harvester,
                      "Harvester " + std::string(version), 1);
    one.changed.platform.harvester = std::string(version);
    one.changed.platform.longhorn = std::string(longhorn);
    one.changed.platform.parameters = *preset;
    for (const std::string& name : scenario.platform.overridden)
      model::assign(one.changed.platform.parameters, name, model::value_of(p, name));
    out.push_back(std::move(one));
  }
}

void add_platform(const model::Scenario& scenario, std::vector<Lever>& out) {
  const model::Parameters& p = scenario.platform.parameters;
  const std::int64_t threads = p.create_threads_per_backup;
  Lever more =
      lever(scenario, "threads", "platform", std::to_string(threads), std::to_string(2 * threads), 1);
  if (model::assign(more.changed.platform.parameters, "create.threads_per_backup", 2 * threads).empty())
    out.push_back(std::move(more));

  const auto now = model::read_version(scenario.platform.longhorn);
  const Bytes small{2 * kMiB}, large{16 * kMiB};
  if (now && *now >= kBlockSizes &&
      std::any_of(scenario.volumes.begin(), scenario.volumes.end(),
                  [&](const model::Volume& v) { return v.block_size == small; })) {
    Lever blocks = lever(scenario, "block_size", "platform", "2Mi", "16Mi", 3);
    for (model::Volume& volume : blocks.changed.volumes) volume.block_size = large;
    out.push_back(std::move(blocks));
  }

  if (!scenario.platform.harvester.empty()) {
    add_harvester_versions(scenario, out);
    return;
  }
  std::string_view before = scenario.platform.longhorn;  // of versions with the same rules the first will do
  for (const std::string_view version : kTraced) {
    const auto later = model::read_version(version);
    const auto preset = model::preset(version, scenario.platform.kubernetes, scenario.platform.harvester);
    if (!now || !later || !preset || *later <= *now) continue;
    const model::Platform& platform = scenario.platform;
    const auto differences = model::diff({before, platform.kubernetes, platform.harvester},
                                         {version, platform.kubernetes, platform.harvester});
    if (differences && differences->empty()) continue;
    before = version;
    Lever one = lever(scenario, "version", "platform", scenario.platform.longhorn, std::string(version), 1);
    one.changed.platform.longhorn = std::string(version);
    one.changed.platform.parameters = *preset;
    for (const std::string& name : scenario.platform.overridden)
      model::assign(one.changed.platform.parameters, name, model::value_of(p, name));
    out.push_back(std::move(one));
  }
}

struct Rarer {
  std::string cron;
  std::int64_t of = 2;  ///< one run in so many stays
};

/// Every other run: "0 * * * *" becomes "0 */2 * * *", "*/15 * * * *" becomes "0,30 * * * *"; every third
/// where the number of runs is odd ("0 */8 * * *" becomes "0 0 * * *"), since to leave out every other of an
/// odd number round the clock leaves two neighbours. Nothing where no line of all days can say it.
std::optional<Rarer> rarer(const std::string& text) {
  const auto parsed = schedule::Cron::parse(text);
  if (!parsed.cron || parsed.cron->interval() || parsed.cron->own_zone()) return std::nullopt;
  const auto& fields = parsed.cron->fields();
  constexpr std::uint32_t kAllHours = (1U << 24) - 1;
  if (fields.weekdays != 0x7f || fields.days != 0xfffffffeU || fields.months != 0x1ffe) return std::nullopt;
  const auto smallest_divisor = [](std::int64_t n) {
    std::int64_t d = 2;
    while (n % d != 0) ++d;
    return d;
  };
  const auto thinned = [](std::uint64_t set, std::int64_t step) {
    std::string list;
    std::int64_t n = 0;
    for (int i = 0; i < 64; ++i)
      if ((set >> i & 1) != 0 && n++ % step == 0) list += (list.empty() ? "" : ",") + std::to_string(i);
    return list;
  };
  if (const std::int64_t n = std::popcount(fields.minutes); n > 1) {
    if (fields.hours != kAllHours) return std::nullopt;
    const std::int64_t step = smallest_divisor(n);
    return Rarer{thinned(fields.minutes, step) + " * * * *", step};
  }
  if (const std::int64_t n = std::popcount(fields.hours); n > 1) {
    const std::int64_t step = smallest_divisor(n);
    return Rarer{std::to_string(std::countr_zero(fields.minutes)) + " " +
                     (fields.hours == kAllHours ? "*/2" : thinned(fields.hours, step)) + " * * *",
                 step};
  }
  return std::nullopt;
}

}  // namespace

std::vector<Lever> levers_of(const model::Scenario& scenario, const std::vector<std::uint32_t>& schedules) {
  std::vector<Lever> out;
  for (const std::uint32_t j : schedules) {
    if (const auto vm = movable::vm_schedule_of(scenario, j)) {
      add_vm_retain(scenario, *vm, out);
      continue;
    }
    add_retain(scenario, j, out);
    add_concurrency(scenario, j, out);
  }
  add_platform(scenario, out);
  return out;
}

std::vector<Lever> relaxations_of(const model::Scenario& scenario,
                                  const std::vector<std::uint32_t>& schedules) {
  std::vector<Lever> out = levers_of(scenario, schedules);
  for (const std::uint32_t j : schedules) {
    const movable::Schedule job = movable::schedule_of(scenario, j);
    const auto less = rarer(job.cron);
    if (job.pinned || !less) continue;
    Lever one =
        lever(scenario, "period", job.name, job.cron, less->cron, std::log2(static_cast<double>(less->of)));
    movable::set_cron(one.changed, j, less->cron);
    if (job.vm_schedule && !submissions(scenario, one.changed).front().day.always()) continue;
    out.push_back(std::move(one));
  }
  for (std::size_t t = 0; t < scenario.targets.size(); ++t) {
    for (const double factor : {1.25, 1.5, 2.0, 3.0, 4.0, 8.0}) {
      const BytesPerSecond from = scenario.targets[t].write;
      const BytesPerSecond to{from.value * factor};
      Lever one = lever(scenario, "bandwidth", scenario.targets[t].name, io::format_rate(from),
                        io::format_rate(to), std::log2(factor));
      one.changed.targets[t].write = to;
      out.push_back(std::move(one));
    }
  }
  for (std::size_t w = 0; w < scenario.allowed.size(); ++w) {
    Duration last = scenario.allowed[w].length;
    for (const double factor : {1.25, 1.5, 2.0, 3.0}) {
      const Duration from = scenario.allowed[w].length;
      const auto wider = std::chrono::round<std::chrono::minutes>(
          Duration(static_cast<std::int64_t>(static_cast<double>(from.count()) * factor)));
      // A day is all there is of a window that opens every day.
      const Duration to = std::min<Duration>(wider, std::max<Duration>(from, hours{24}));
      if (to <= last) continue;
      last = to;
      Lever one = lever(scenario, "window", scenario.allowed[w].cron, io::format_duration(from),
                        io::format_duration(to), std::log2(factor));
      one.changed.allowed[w].length = to;
      out.push_back(std::move(one));
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const Lever& a, const Lever& b) { return a.size < b.size; });
  return out;
}

}  // namespace headway::recommend
