// Targets as their clients meet them: how long requests take, how long a client keeps on trying, whether the
// last poll got through and when the next one comes to a volume. What fails when is said by TargetFaults.
// Cost: constant a call, but one draw a request where latencies vary, and one step a poll of an outage.
#include <algorithm>
#include <cmath>

#include "sim/world/world.h"

namespace headway::world {

Duration World::drawn_request_time(std::uint32_t target, const cost::Requests& requests, Draws& draws) {
  return cost::request_time(requests, cost::Latencies(scenario.targets[target].latency),
                            [&](cost::RequestKind) { return draws.next(Purpose::latency); });
}

Duration World::index_time(BytesPerSecond node_line, BytesPerSecond target_line, Bytes bytes) const {
  return from_seconds(static_cast<double>(bytes.count) / std::min(node_line.value, target_line.value));
}

Duration World::request_patience(std::uint32_t target) const {
  const model::TargetKind kind = scenario.targets[target].kind;
  return kind == model::TargetKind::nfs || kind == model::TargetKind::cifs ? parameters.nfs_soft_timeout
                                                                           : parameters.s3_retry_span;
}

bool World::target_available(std::uint32_t target) const {
  const Duration interval = model::poll_interval(parameters);
  if (faults[target].none() || interval <= Duration::zero()) return true;
  const Instant last = core::next_poll(targets[target].poll_phase, interval, now() + Duration(1)) - interval;
  // A poll that meets an outage for longer than its processes may take says so.
  const Instant up = faults[target].up_again(last);
  return up - last <= std::min(request_patience(target), parameters.target_exec_timeout) ||
         last < scenario.time.start;
}

Instant World::next_poll_of(std::uint32_t v, Instant t) const {
  const Duration interval = model::poll_interval(parameters);
  if (interval <= Duration::zero()) return record::kNever;
  const std::uint32_t target = scenario.volumes[v].target;
  // Backup volumes are looked at by the controllers of all nodes at once, a few at a time each: this one
  // comes after those before it in the list.
  const model::Latency& latency = scenario.targets[target].latency;
  const double exec_s = latency.list.mean() + 2 * latency.head.mean() + 2 * latency.get.mean();
  const auto at_once = static_cast<double>(nodes.size()) * static_cast<double>(parameters.controller_workers);
  const double rounds = std::floor(static_cast<double>(v) / at_once) + 1;
  const Duration place =
      from_seconds(exec_s * (static_cast<double>(parameters.target_poll_execs) +
                             rounds * static_cast<double>(parameters.target_poll_execs_per_volume)));
  for (Instant poll = core::next_poll(targets[target].poll_phase, interval, t - place + Duration(1));;
       poll += interval) {
    const Instant up = faults[target].up_again(poll);
    if (up == poll) return poll + place;
    poll = core::next_poll(targets[target].poll_phase, interval, up) - interval;
  }
}

void World::set_target_skew(std::uint32_t target, Duration skew) {
  const Duration resolution = scenario.targets[target].time_resolution;
  const auto set = [&](std::uint32_t files) {
    lock_files[files].advance(now(), core::Rank::fault);
    lock_files[files].files.set_clock(lock::StoreClock{skew, resolution});
  };
  for (std::uint32_t v = 0; v < volumes.size(); ++v)
    if (scenario.volumes[v].target == target) set(volumes[v].files);
  if (!scenario.backing_images.empty()) set(targets[target].image_files);
}

}  // namespace headway::world
