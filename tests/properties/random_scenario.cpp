#include "tests/properties/random_scenario.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "sim/policy/kind.h"
#include "tests/properties/random_machines.h"
#include "tests/world/random_small.h"

namespace headway::tests {
namespace {

using model::EventKind;

std::string name_of(std::string_view what, std::int64_t number) {
  return std::string(what) + std::to_string(number);
}

constexpr std::array<const char*, 9> kVersions = {"1.6.4",  "1.7.2",  "1.7.4",  "1.8.2",      "1.9.3",
                                                  "1.10.2", "1.11.3", "1.12.1", "development"};
constexpr std::array<const char*, 10> kLines = {"*/5 * * * *", "*/15 * * * *", "0 * * * *", "5,35 * * * *",
                                                "@every 13m",  "0 */2 * * *",  "1 1 * * *", "10 */3 * * *",
                                                "* * * * *",   "0,1,3 * * * *"};
constexpr std::array<const char*, 3> kKubernetes = {"1.21", "1.28", "1.32"};

/// Everything that the parts below need to know of each other.
struct Draft {
  Dice dice;
  model::Scenario scenario;
  bool ideal = false;  ///< requests take no time: no look is torn
  bool quiet = false;  ///< no faults
  explicit Draft(std::uint64_t seed) : dice(seed) {}

  std::uint32_t index(std::size_t size) {
    return static_cast<std::uint32_t>(dice.whole(0, static_cast<std::int64_t>(size) - 1));
  }
  Instant end() const { return scenario.time.start + scenario.time.horizon; }
  /// Any instant; often one of a few, so that several things happen at once.
  Instant instant() {
    const Instant start = scenario.time.start;
    const double u = dice.real(0, 1);
    if (u < 0.05) return start;
    if (u < 0.10) return end() - Duration(1);
    if (u < 0.25) return start + scenario.time.horizon / 2;
    if (u < 0.45) return start + minutes{dice.whole(0, scenario.time.horizon / minutes{1} - 1)};
    return start + Duration(static_cast<std::int64_t>(
                       dice.real(0, 1) * static_cast<double>(scenario.time.horizon.count() - 1)));
  }
  Duration length(double longest_s) {
    if (dice.chance(0.05)) return Duration(1);
    const double u = dice.real(0, 1);
    return from_seconds(0.001 + u * u * u * longest_s);
  }
};

core::Distribution latency(Dice& dice, double scale) {
  const double mean = dice.real(0.2, 1) * scale;
  switch (dice.whole(0, 3)) {
    case 0:
      return core::Distribution::Shape{core::Uniform{mean / 2, 2 * mean}};
    case 1:
      return core::Distribution::Shape{core::Exponential{mean}};
    case 2:
      return core::Distribution::Shape{core::Lognormal{mean, 0.7}};
    default:
      return mean;
  }
}

void set_parameters(Draft& draft, model::Parameters& p) {
  Dice& dice = draft.dice;
  p.snapshot_engine_refresh = seconds{5};
  if (dice.chance(0.25)) p.controller_workers = dice.whole(1, 4);
  if (dice.chance(0.2)) p.job_start_polls = dice.whole(2, 30);
  if (dice.chance(0.1)) p.delete_max_tries = dice.whole(1, 4);
  if (dice.chance(0.1)) p.create_serialised_per_node = false;
  if (dice.chance(0.1)) p.job_snapshot_ready_polls = dice.whole(1, 8);
  if (dice.chance(0.3)) p.job_allow_detached = true;
  if (dice.chance(0.2)) p.controller_takeover = seconds{dice.whole(1, 120)};
  if (dice.chance(0.5)) p.target_failed_backup_ttl = minutes{dice.whole(1, 120)};
  if (dice.chance(0.2)) p.target_poll_interval = seconds{dice.whole(0, 600)};
  if (dice.chance(0.3)) p.restore_per_node_limit = dice.whole(1, 3);
  if (dice.chance(0.3)) p.snapshot_heavy_task_limit = dice.whole(1, 2);
  if (dice.chance(0.5)) p.snapshot_cleanup = true;
  if (dice.chance(0.2)) p.create_rpc_timeout = seconds{dice.whole(1, 60)};
  if (dice.chance(0.2)) p.monitor_backoff_limit = seconds{dice.whole(10, 4000)};
  if (dice.chance(0.2)) p.create_max_pending_retries = dice.whole(1, 5);
  if (dice.chance(0.2)) p.lock_fail_open = !p.lock_fail_open;
  p.create_threads_per_backup = dice.whole(1, 4);
  if (dice.chance(0.1))
    p.lock_protocol = dice.one_of(std::array<model::LockProtocol, 3>{
        model::LockProtocol::exclusive, model::LockProtocol::exclusive_per_target,
        model::LockProtocol::proposal_2020});
}

model::Platform platform(Draft& draft, const std::string& version) {
  model::Platform made;
  made.longhorn = version;
  made.kubernetes = draft.dice.one_of(kKubernetes);
  made.parameters = *model::preset(version, made.kubernetes);
  return made;
}

void add_nodes(Draft& draft) {
  Dice& dice = draft.dice;
  const std::int64_t nodes = dice.whole(1, 4);
  for (std::int64_t n = 0; n < nodes; ++n) {
    model::Node node;
    node.name = name_of("node", n);
    node.upload = BytesPerSecond{dice.real(5, 500) * kMiB};
    node.download = BytesPerSecond{dice.real(5, 500) * kMiB};
    node.disk_read = BytesPerSecond{dice.real(20, 400) * kMiB};
    node.disk_write = BytesPerSecond{dice.real(20, 400) * kMiB};
    node.thread_rate = BytesPerSecond{dice.real(20, 200) * kMiB};
    node.cpu = dice.real(0.5, 16);
    if (!draft.quiet && dice.chance(0.1)) node.clock_skew = seconds{dice.whole(-200, 200)};
    draft.scenario.nodes.push_back(node);
  }
}

void add_targets(Draft& draft) {
  Dice& dice = draft.dice;
  const std::int64_t targets = dice.whole(1, 2);
  for (std::int64_t t = 0; t < targets; ++t) {
    model::Target target;
    target.name = name_of("target", t);
    target.kind = dice.one_of(std::array<model::TargetKind, 4>{
        model::TargetKind::s3, model::TargetKind::nfs, model::TargetKind::cifs, model::TargetKind::azure});
    target.write = BytesPerSecond{dice.real(0.5, 200) * kMiB};
    target.read = BytesPerSecond{dice.real(1, 200) * kMiB};
    const double scale = draft.ideal ? 0 : dice.one_of(std::array<double, 4>{0.005, 0.05, 0.3, 1.5});
    if (scale > 0)
      target.latency = {latency(dice, scale), latency(dice, scale), latency(dice, scale),
                        latency(dice, scale), latency(dice, scale)};
    target.time_resolution = dice.chance(0.5) ? seconds{1} : Duration::zero();
    if (dice.chance(0.25)) target.capacity = Bytes{dice.whole(10, 6000) * kMiB};
    if (!draft.quiet && dice.chance(0.1)) target.clock_skew = seconds{dice.whole(-200, 200)};
    if (dice.chance(0.2))
      target.capacity_profile.push_back(
          model::CapacityWindow{"20 * * * *", minutes{dice.whole(1, 70)}, "", dice.real(0.1, 1)});
    draft.scenario.targets.push_back(target);
  }
}

void add_volumes(Draft& draft) {
  Dice& dice = draft.dice;
  model::Scenario& scenario = draft.scenario;
  const std::int64_t images = dice.chance(0.5) ? dice.whole(1, 2) : 0;
  for (std::int64_t i = 0; i < images; ++i)
    scenario.backing_images.push_back(
        {name_of("image", i), Bytes{dice.whole(1, 2000) * kMiB}, dice.chance(0.3)});
  const std::int64_t volumes = dice.chance(0.3) ? dice.whole(1, 12) : dice.whole(1, 5);
  for (std::int64_t v = 0; v < volumes; ++v) {
    model::Volume volume;
    volume.name = name_of("volume", v);
    volume.size = Bytes{3000 * kMiB};
    volume.used = Bytes{dice.whole(0, dice.chance(0.2) ? 3000 : 400) * kMiB};
    volume.node = draft.index(scenario.nodes.size());
    volume.target = draft.index(scenario.targets.size());
    volume.block_size = Bytes{(dice.chance(0.8) ? 2 : 16) * kMiB};
    volume.compression_ratio = dice.chance(0.5) ? 1 : dice.real(1, 4);
    if (dice.chance(0.85)) {
      volume.dirtied.hot_share = dice.real(0, 1);
      volume.dirtied.per_day = core::Distribution::Shape{core::Lognormal{dice.real(0.1, 20) * kGiB, 0.5}};
    }
    volume.attached = !dice.chance(0.1);
    if (images > 0 && dice.chance(0.5)) volume.backing_image = draft.index(scenario.backing_images.size());
    scenario.volumes.push_back(volume);
  }
  const std::int64_t standby = dice.chance(0.3) ? dice.whole(1, 2) : 0;
  for (std::int64_t s = 0; s < standby; ++s)
    scenario.standby_volumes.push_back({name_of("standby", s), draft.index(scenario.volumes.size()),
                                        draft.index(scenario.nodes.size()), dice.whole(1, 4)});
}

std::vector<std::uint32_t> some_volumes(Draft& draft) {
  std::vector<std::uint32_t> volumes;
  for (std::uint32_t v = 0; v < draft.scenario.volumes.size(); ++v)
    if (draft.dice.chance(0.7)) volumes.push_back(v);
  return volumes;
}

void add_jobs(Draft& draft) {
  Dice& dice = draft.dice;
  model::Scenario& scenario = draft.scenario;
  const std::int64_t jobs = dice.whole(1, 4);
  for (std::int64_t j = 0; j < jobs; ++j) {
    model::RecurringJob job;
    job.name = name_of("job", j);
    job.cron = dice.one_of(kLines);
    job.retain = dice.whole(1, 4);
    job.concurrency = dice.whole(1, 4);
    if (dice.chance(0.15)) {
      job.task = model::Task::system_backup;
      job.volume_backup_policy = dice.one_of(std::array<model::VolumeBackupPolicy, 3>{
          model::VolumeBackupPolicy::if_not_present, model::VolumeBackupPolicy::always,
          model::VolumeBackupPolicy::disabled});
    } else {
      if (dice.chance(0.2)) job.task = model::Task::backup_force_create;
      if (dice.chance(0.4)) job.full_backup_interval = dice.whole(1, 4);
      job.volumes = some_volumes(draft);
      const std::int64_t existing = dice.whole(0, 4);
      for (const std::uint32_t v : job.volumes)
        if (existing > 0) scenario.volumes[v].backups.emplace_back(job.name, existing);
    }
    scenario.jobs.push_back(job);
  }
  const std::int64_t manual = dice.chance(0.5) ? dice.whole(1, 3) : 0;
  for (std::int64_t m = 0; m < manual; ++m)
    scenario.manual.push_back({name_of("manual", m), draft.instant(), some_volumes(draft), {}});
}

void add_policies(Draft& draft) {
  Dice& dice = draft.dice;
  if (!dice.chance(0.3)) return;
  for (const char* name :
       {"fixed-spacing", "jitter", "max-concurrent", "retry", "wait-for-lock", "hashed", "delay-deletes"})
    if (dice.chance(0.25))
      draft.scenario.policies.push_back(policy::default_choice(*policy::find_kind(name)));
}

/// True when the kind makes sense here; its fields are drawn.
bool draw_fields(Draft& draft, model::Event& event) {
  Dice& dice = draft.dice;
  const model::Scenario& scenario = draft.scenario;
  const auto node = [&] { event.node = draft.index(scenario.nodes.size()); };
  const auto target = [&] { event.target = draft.index(scenario.targets.size()); };
  const auto volume = [&] { event.volume = draft.index(scenario.volumes.size()); };
  switch (event.kind) {
    case EventKind::node_crash:
    case EventKind::instance_manager_restart:
    case EventKind::manager_restart:
    case EventKind::status_errors:
      node();
      event.length = draft.length(dice.chance(0.5) ? 60 : 3000);
      return !draft.quiet;
    case EventKind::target_outage:
    case EventKind::list_errors:
      target();
      event.length = draft.length(dice.chance(0.5) ? 60 : 3000);
      return !draft.quiet;
    case EventKind::target_slow:
      target();
      event.length = draft.length(3000);
      event.latency_factor = dice.real(0.5, 20);
      event.bandwidth_factor = dice.real(0.05, 1);
      return !draft.quiet;
    case EventKind::lost_refreshes:
      target();
      if (dice.chance(0.5)) node();
      event.length = draft.length(2000);
      return !draft.quiet;
    case EventKind::clock_skew:
      if (dice.chance(0.5))
        node();
      else
        target();
      event.skew = milliseconds{dice.whole(-300000, 300000)};
      return !draft.quiet;
    case EventKind::upgrade:
      event.platform = platform(draft, dice.one_of(kVersions));
      event.platform->parameters.snapshot_engine_refresh = seconds{5};
      event.length = draft.length(60);
      return !draft.quiet && dice.chance(0.5);
    case EventKind::change_schedule:
      event.schedule = draft.index(scenario.jobs.size());
      event.cron = dice.one_of(kLines);
      return true;
    case EventKind::restore:
      volume();
      if (dice.chance(0.5)) node();
      event.replicas = dice.whole(1, 4);
      return true;
    case EventKind::system_backup:
      event.volume_backup_policy = dice.one_of(std::array<model::VolumeBackupPolicy, 3>{
          model::VolumeBackupPolicy::if_not_present, model::VolumeBackupPolicy::always,
          model::VolumeBackupPolicy::disabled});
      return true;
    case EventKind::delete_backups:
      volume();
      event.count = dice.chance(0.3) ? 0 : dice.whole(1, 3);
      return true;
    case EventKind::delete_failed_backups:
      if (dice.chance(0.5)) volume();
      return true;
    case EventKind::delete_backup_volume:
      volume();
      return dice.chance(0.7);
    case EventKind::delete_backing_image_backup:
      if (scenario.backing_images.empty()) return false;
      event.image = draft.index(scenario.backing_images.size());
      return true;
    default:  // of machines: random_machines.cpp
      return false;
  }
}

void add_events(Draft& draft) {
  Dice& dice = draft.dice;
  auto& events = draft.scenario.events;
  const std::int64_t count = dice.chance(0.15) ? 0 : dice.whole(1, dice.chance(0.3) ? 40 : 10);
  for (std::int64_t e = 0; e < count; ++e) {
    model::Event event;
    event.kind = static_cast<EventKind>(
        dice.whole(0, static_cast<std::int64_t>(EventKind::delete_backing_image_backup)));
    event.at = draft.instant();
    // Often soon after the one before: a crash while the node is down, a delete while it is being deleted.
    if (!events.empty() && dice.chance(0.3)) {
      event.at = std::min(events.back().at + draft.length(300), draft.end() - Duration(1));
      if (dice.chance(0.3)) event.kind = events.back().kind;
    }
    if (!draw_fields(draft, event)) continue;
    if (event.node && !events.empty() && events.back().node && dice.chance(0.5))
      event.node = events.back().node;
    events.push_back(event);
  }
  // An operator who deletes everything, while backups run.
  if (dice.chance(0.1)) {
    const Instant at = draft.instant();
    for (std::uint32_t v = 0; v < draft.scenario.volumes.size(); ++v) {
      model::Event event;
      event.at = at;
      event.kind = dice.chance(0.5) ? EventKind::delete_backup_volume : EventKind::delete_backups;
      event.volume = v;
      events.push_back(event);
    }
  }
  std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
}

}  // namespace

model::Scenario random_scenario(std::uint64_t seed) {
  Draft draft(seed);
  Dice& dice = draft.dice;
  model::Scenario& scenario = draft.scenario;
  scenario.name = "random " + std::to_string(seed);
  scenario.chance.seed = seed;
  scenario.time.start = kStart + minutes{dice.whole(0, 3000)};
  scenario.time.horizon = minutes{dice.chance(0.1) ? dice.whole(400, 2000) : dice.whole(30, 300)};
  scenario.time.warm_up = minutes{dice.chance(0.5) ? 0 : dice.whole(0, 29)};
  draft.ideal = dice.chance(0.15);
  draft.quiet = dice.chance(0.3);
  scenario.platform = platform(draft, dice.one_of(kVersions));
  set_parameters(draft, scenario.platform.parameters);
  add_nodes(draft);
  add_targets(draft);
  add_volumes(draft);
  add_jobs(draft);
  add_policies(draft);
  add_events(draft);
  if (has_machines(seed)) add_machines(scenario, seed);
  return scenario;
}

bool has_lock_faults(const model::Scenario& scenario) {
  const auto wrong = [](const auto& clock) { return clock.clock_skew != Duration::zero(); };
  return std::any_of(scenario.nodes.begin(), scenario.nodes.end(), wrong) ||
         std::any_of(scenario.targets.begin(), scenario.targets.end(), wrong) ||
         std::any_of(scenario.events.begin(), scenario.events.end(), [](const model::Event& e) {
           return e.kind == EventKind::target_outage || e.kind == EventKind::target_slow ||
                  e.kind == EventKind::list_errors || e.kind == EventKind::lost_refreshes ||
                  e.kind == EventKind::clock_skew;
         });
}

}  // namespace headway::tests
