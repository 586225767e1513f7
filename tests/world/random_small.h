// Small scenarios drawn from a number: every version, protocol, kind of schedule and latency that tests of
// properties want to see together. Latencies are constant or uniform, so that the longest is known.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "sim/core/random.h"
#include "tests/longhorn/small_cluster.h"

namespace headway::tests {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : luck_(seed, 0) {}
  double real(double low, double high) { return low + (high - low) * luck_.uniform(1, 1, n_++); }
  std::int64_t whole(std::int64_t low, std::int64_t high) {  ///< both inclusive
    return low + static_cast<std::int64_t>(real(0, 1) * static_cast<double>(high - low + 1));
  }
  bool chance(double p) { return real(0, 1) < p; }
  template <class T, std::size_t N>
  T one_of(const std::array<T, N>& all) {
    return all[static_cast<std::size_t>(whole(0, static_cast<std::int64_t>(N) - 1))];
  }

 private:
  core::Luck luck_;
  std::int64_t n_ = 0;
};

inline core::Distribution random_latency(Dice& dice, double scale) {
  if (scale == 0) return 0.0;
  const double typical = dice.real(0.2, 1) * scale;
  if (dice.chance(0.5)) return typical;
  return core::Distribution::Shape{core::Uniform{typical / 2, 2 * typical}};
}

inline model::Latency random_latencies(Dice& dice) {
  const double scale = dice.one_of(std::array<double, 5>{0, 0.005, 0.05, 0.3, 1});
  model::Latency latency;
  latency.list = random_latency(dice, scale);
  latency.head = random_latency(dice, scale);
  latency.get = random_latency(dice, scale);
  latency.put = random_latency(dice, scale);
  latency.remove = random_latency(dice, scale);
  return latency;
}

/// The longest that one request of this latency takes.
inline double longest(const core::Distribution& latency) {
  const auto* uniform = std::get_if<core::Uniform>(&latency.shape());
  return uniform != nullptr ? uniform->high : latency.mean();
}

inline void add_random_jobs(Dice& dice, model::Scenario& scenario) {
  constexpr std::array<const char*, 8> kLines = {"*/7 * * * *",  "*/20 * * * *", "0 * * * *",
                                                 "5,35 * * * *", "@every 13m",   "0 */2 * * *",
                                                 "10 */3 * * *", "0,1,3 * * * *"};
  const std::int64_t jobs = dice.whole(1, 3);
  for (std::int64_t j = 0; j < jobs; ++j) {
    std::vector<std::uint32_t> volumes;
    for (std::uint32_t v = 0; v < scenario.volumes.size(); ++v)
      if (dice.chance(0.7)) volumes.push_back(v);
    add_job(scenario, numbered("job", static_cast<std::uint64_t>(j)), dice.one_of(kLines), dice.whole(1, 3),
            volumes, dice.whole(0, 4), dice.whole(1, 4));
  }
}

inline void set_random_parameters(Dice& dice, model::Parameters& p) {
  if (dice.chance(0.3)) p.controller_workers = dice.whole(1, 4);
  if (dice.chance(0.3)) p.job_start_polls = dice.whole(2, 30);
  if (dice.chance(0.2)) p.delete_max_tries = dice.whole(1, 4);
  if (dice.chance(0.2)) p.create_serialised_per_node = false;
  if (dice.chance(0.2)) p.snapshot_take = seconds{dice.whole(0, 60)};
  if (dice.chance(0.2)) p.job_snapshot_ready_polls = dice.whole(1, 8);
  if (dice.chance(0.3)) p.create_attach_attached = milliseconds{dice.whole(0, 40000)};
  if (dice.chance(0.3)) p.job_allow_detached = true;
  p.create_threads_per_backup = dice.whole(1, 4);
  p.snapshot_engine_refresh = seconds{5};
  if (dice.chance(0.25))
    p.lock_protocol = dice.one_of(std::array<model::LockProtocol, 3>{
        model::LockProtocol::exclusive, model::LockProtocol::exclusive_per_target,
        model::LockProtocol::proposal_2020});
}

inline model::Scenario random_small(std::uint64_t seed) {
  Dice dice(seed);
  constexpr std::array<const char*, 6> kVersions = {"1.6.1", "1.7.2",  "1.8.2",
                                                    "1.9.0", "1.11.3", "development"};
  model::Scenario scenario =
      small_cluster(dice.one_of(kVersions), static_cast<std::size_t>(dice.whole(1, 3)));
  scenario.chance.seed = seed;
  scenario.time.horizon = minutes{dice.whole(90, 400)};
  scenario.time.warm_up = minutes{dice.whole(0, 60)};
  if (dice.chance(0.4)) scenario.targets.push_back(scenario.targets[0]);
  for (std::size_t t = 0; t < scenario.targets.size(); ++t) {
    model::Target& target = scenario.targets[t];
    target.name = numbered("target", static_cast<std::uint64_t>(t));
    target.kind = dice.chance(0.7) ? model::TargetKind::s3 : model::TargetKind::nfs;
    target.write = BytesPerSecond{dice.real(0.5, 50) * kMiB};
    target.read = BytesPerSecond{dice.real(1, 100) * kMiB};
    target.latency = random_latencies(dice);
    target.time_resolution = dice.chance(0.5) ? seconds{1} : Duration::zero();
    if (dice.chance(0.3))
      target.capacity_profile.push_back(
          model::CapacityWindow{"20 * * * *", minutes{dice.whole(1, 70)}, "", dice.real(0.1, 1)});
  }
  const std::int64_t volumes = dice.whole(1, 6);
  for (std::int64_t v = 0; v < volumes; ++v) {
    const auto node =
        static_cast<std::uint32_t>(dice.whole(0, static_cast<std::int64_t>(scenario.nodes.size()) - 1));
    add_volume(scenario, numbered("volume", static_cast<std::uint64_t>(v)), node,
               Bytes{dice.whole(0, 1500) * kMiB});
    model::Volume& volume = scenario.volumes.back();
    volume.target =
        static_cast<std::uint32_t>(dice.whole(0, static_cast<std::int64_t>(scenario.targets.size()) - 1));
    if (dice.chance(0.8)) {
      volume.dirtied.hot_share = dice.real(0, 1);
      volume.dirtied.per_day = core::Distribution::Shape{core::Lognormal{dice.real(0.1, 20) * kGiB, 0.5}};
    }
    volume.attached = !dice.chance(0.1);
  }
  add_random_jobs(dice, scenario);
  set_random_parameters(dice, scenario.platform.parameters);
  return scenario;
}

}  // namespace headway::tests
