#include "analysis/recommend/job_alone.h"

#include <algorithm>
#include <map>

#include "analysis/movable/movable.h"
#include "sim/cost/dirty.h"
#include "sim/cost/upload_law.h"
#include "sim/flow/network.h"

namespace headway::recommend {
namespace {

struct Turn {
  Bytes bytes;
  BytesPerSecond cap;
  std::uint32_t node = 0, target = 0;
};

Turn turn_of(const model::Scenario& scenario, std::uint32_t v, double period_s) {
  const model::Volume& volume = scenario.volumes[v];
  const model::Node& node = scenario.nodes[volume.node];
  const model::Target& target = scenario.targets[volume.target];
  cost::DirtyLaw law;
  law.hot_share = volume.dirtied.hot_share;
  law.mean_per_day = volume.dirtied.per_day.mean();
  law.used = volume.used;
  law.block_size = volume.block_size;
  const std::int64_t blocks = cost::dirtied_blocks(law, law.mean_per_day * period_s / 86'400);
  cost::UploadWork work;
  work.threads = scenario.platform.parameters.create_threads_per_backup;
  work.block_size = volume.block_size;
  work.thread_rate = node.thread_rate;
  work.disk_read = node.disk_read;
  work.head_s = target.latency.head.mean();
  work.put_s = target.latency.put.mean();
  work.read_serialised = scenario.platform.parameters.create_read_serialised;
  Turn turn;
  turn.bytes = Bytes{static_cast<std::int64_t>(static_cast<double>(blocks * volume.block_size.count) /
                                               volume.compression_ratio)};
  turn.cap = cost::payload_rate(work, volume.compression_ratio);
  turn.node = volume.node;
  turn.target = volume.target;
  return turn;
}

/// Bytes by target and minute, integrated from rates.
class Meter {
 public:
  explicit Meter(std::size_t targets) : bytes_(targets) {}
  void add(std::uint32_t target, double from, double to, double rate) {
    while (from < to && rate > 0) {
      const auto minute = static_cast<std::int32_t>(from / 60);
      const double end = std::min(to, 60.0 * (minute + 1));
      bytes_[target][minute] += rate * (end - from);
      if (end <= from) break;
      from = end;
    }
  }
  const std::vector<std::map<std::int32_t, double>>& bytes() const { return bytes_; }

 private:
  std::vector<std::map<std::int32_t, double>> bytes_;
};

}  // namespace

JobAlone job_alone(const model::Scenario& scenario, std::uint32_t index, double period_s, double prepare_s,
                   std::int32_t minutes) {
  const movable::Schedule job = movable::schedule_of(scenario, index);
  const auto& volumes = job.volumes;
  const auto slots = static_cast<std::size_t>(job.concurrency);
  const Instant start{};
  flow::Network network(start);
  std::vector<flow::LinkId> nodes, targets;
  for (const model::Node& node : scenario.nodes) nodes.push_back(network.add_link(node.upload));
  for (const model::Target& target : scenario.targets) targets.push_back(network.add_link(target.write));

  JobAlone out;
  out.bytes_to.resize(scenario.targets.size());
  Meter meter(scenario.targets.size());
  std::multimap<Instant, std::size_t> ready;  // turns whose upload begins
  std::size_t next = 0, uploading = 0;
  Instant now = start;
  const auto begin_turn = [&] {
    if (next < volumes.size()) ready.emplace(now + from_seconds(prepare_s), next++);
  };
  for (std::size_t i = 0; i < slots && i < volumes.size(); ++i) begin_turn();
  std::vector<flow::Completion> done;
  while (!ready.empty() || uploading > 0) {
    const Instant starts = ready.empty() ? Instant::max() : ready.begin()->first;
    const Instant then = std::min(starts, uploading > 0 ? network.next_completion() : Instant::max());
    for (std::uint32_t t = 0; t < targets.size(); ++t)
      meter.add(t, to_seconds(now - start), to_seconds(then - start), network.load(targets[t]).value);
    now = then;
    done.clear();
    network.pop_completed(now, done);
    for (std::size_t i = 0; i < done.size(); ++i) {
      --uploading;
      begin_turn();
    }
    while (!ready.empty() && ready.begin()->first <= now) {
      const Turn turn = turn_of(scenario, volumes[ready.begin()->second], period_s);
      ready.erase(ready.begin());
      out.bytes += static_cast<double>(turn.bytes.count);
      out.bytes_to[turn.target] += static_cast<double>(turn.bytes.count);
      if (turn.bytes.count <= 0 || turn.cap.value <= 0) {
        begin_turn();
        continue;
      }
      const std::vector<flow::Share> path = {{nodes[turn.node], 1}, {targets[turn.target], 1}};
      const auto which = network.open_class(path, turn.cap);
      network.start(which, now, turn.bytes, 0);
      network.close_class(which);
      ++uploading;
    }
  }
  out.length_s = to_seconds(now - start);
  for (std::uint32_t t = 0; t < targets.size(); ++t)
    for (const auto& [minute, bytes] : meter.bytes()[t])
      if (minute < minutes) out.line.push_back({t, minute, bytes / (60 * scenario.targets[t].write.value)});
  return out;
}

}  // namespace headway::recommend
