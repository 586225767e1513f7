#include "sim/simulation.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/check.h"
#include "sim/events.h"
#include "sim/flow/reference_max_min.h"
#include "sim/harvester/manual_vm_backup.h"
#include "sim/harvester/vm_schedule.h"
#include "sim/longhorn/cron_controller.h"
#include "sim/longhorn/manual_backup.h"
#include "sim/longhorn/restore.h"
#include "sim/schedule/cron.h"
#include "sim/schedule/ticks.h"
#include "sim/world/state_check.h"
#include "sim/world/world.h"

namespace headway {
namespace {

using core::Rank;
using world::World;

/// The target's line is narrower in some hours: at each firing, for a while, by a factor. Where windows
/// overlap, the narrowest holds.
struct Narrowings {
  std::vector<double> factors;  // of the windows that are open
  double narrowest() const {
    return factors.empty() ? 1.0 : *std::min_element(factors.begin(), factors.end());
  }
};

core::Task<void> close_window(World& world, std::uint32_t target, Narrowings& open, double factor,
                              Instant until) {
  co_await core::sleep_until(world.engine, until, Rank::fault);
  open.factors.erase(std::find(open.factors.begin(), open.factors.end(), factor));
  world.bandwidth.set_target_factor(target, open.narrowest());
}

core::Task<void> play_capacity_window(World& world, std::uint32_t target, const model::CapacityWindow& window,
                                      Narrowings& open) {
  const auto cron = schedule::Cron::parse(window.cron);
  const auto zone = schedule::Zone::find(window.zone.empty() ? world.scenario.time.zone : window.zone);
  core::check_invariant(cron.cron.has_value() && zone.zone.has_value(),
                        "a capacity window with an invalid cron line");
  const auto ticks_so_far = schedule::ticks_before(*cron.cron, *zone.zone, world.now(), 1);
  std::optional<Instant> next = schedule::first_tick_from(*cron.cron, *zone.zone, world.now());
  if (!ticks_so_far.empty() && ticks_so_far.back() + window.length > world.now()) next = ticks_so_far.back();
  while (next && *next < world.horizon()) {
    co_await core::sleep_until(world.engine, *next, Rank::fault);
    open.factors.push_back(window.factor);
    world.bandwidth.set_target_factor(target, open.narrowest());
    world.engine.spawn(close_window(world, target, open, window.factor, *next + window.length));
    next = cron.cron->next(std::max(*next, world.now()), *zone.zone);
  }
}

/// An outage, or a slow stretch: the lines are as narrow as it says for as long as it lasts.
core::Task<void> play_fault(World& world, const model::Event& event, Narrowings& open) {
  const double factor = event.kind == model::EventKind::target_outage ? 0 : event.bandwidth_factor;
  co_await core::sleep_until(world.engine, event.at, Rank::fault);
  open.factors.push_back(factor);
  world.bandwidth.set_target_factor(*event.target, open.narrowest());
  co_await close_window(world, *event.target, open, factor, event.at + event.length);
}

core::Task<void> play_transfer(World& world, const model::Transfer& stated, std::uint64_t id) {
  record::Operation operation;
  operation.id = id;
  operation.kind = record::OperationKind::transfer;
  operation.scheduled = operation.requested = operation.started = operation.transfer_started = stated.at;
  operation.bytes = stated.bytes;
  operation.counted = world.ledger.counted(stated.at);
  std::vector<flow::LinkId> path;
  for (const std::string& name : stated.path) {
    for (std::uint32_t n = 0; n < world.scenario.nodes.size(); ++n) {
      if (world.scenario.nodes[n].name != name) continue;
      path.push_back(world.bandwidth.node_upload(n));
      operation.node = n;
    }
    for (std::uint32_t t = 0; t < world.scenario.targets.size(); ++t) {
      if (world.scenario.targets[t].name != name) continue;
      path.push_back(world.bandwidth.target_write(t));
      operation.target = t;
    }
  }
  co_await core::sleep_until(world.engine, stated.at, Rank::work);
  world.live_operations.add(id, &operation);
  co_await world.bandwidth.transfer(path, stated.cap, stated.bytes);
  operation.transfer_ended = operation.ended = world.now();
  operation.outcome = record::Outcome::completed;
  world.emit(operation);
}

}  // namespace

PlayCost play(const model::Scenario& scenario, std::uint32_t replication, record::Sink& sink,
              const PlayOptions& options) {
  const core::Luck luck(scenario.chance.seed, replication);
  std::vector<Narrowings> narrowings(scenario.targets.size());
  core::Engine engine(scenario.time.start);
  World world(engine, scenario, luck, sink, world::Checks{options.check});
  if (options.check)
    world.bandwidth.on_settled = [&world](const flow::Network& network) {
      const auto wrong = flow::check_shares(network);
      if (wrong) core::check_invariant(false, wrong->c_str());
      world::check_state(world);
    };
  for (std::uint32_t t = 0; t < scenario.targets.size(); ++t)
    for (const model::CapacityWindow& window : scenario.targets[t].capacity_profile)
      engine.spawn(play_capacity_window(world, t, window, narrowings[t]));
  for (const model::Event& event : scenario.events)
    if (event.kind == model::EventKind::target_outage || event.kind == model::EventKind::target_slow)
      engine.spawn(play_fault(world, event, narrowings[*event.target]));
  if (!scenario.events.empty()) engine.spawn(play_events(world));
  for (std::uint32_t j = 0; j < scenario.jobs.size(); ++j) engine.spawn(longhorn::play_schedule(world, j));
  for (std::uint32_t m = 0; m < scenario.manual.size(); ++m) {
    if (scenario.manual[m].machines.empty())
      engine.spawn(longhorn::play_manual_backup(world, m));
    else
      engine.spawn(harvester::play_manual_vm_backups(world, m));
  }
  for (std::uint32_t k = 0; k < scenario.vm_schedules.size(); ++k)
    engine.spawn(harvester::play_vm_schedule(world, k));
  for (std::uint32_t s = 0; s < scenario.standby_volumes.size(); ++s)
    engine.spawn(longhorn::follow_backups(world, s));
  for (const model::Transfer& transfer : scenario.transfers)
    engine.spawn(play_transfer(world, transfer, world.new_operation()));

  engine.run_until(world.horizon());
  world.close();
  engine.abandon();  // before the world, to which the processes refer
  return PlayCost{engine.events(), world.bandwidth.network().solves()};
}

}  // namespace headway
