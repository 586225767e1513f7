// Decisions that one may change: when a schedule's run starts, whether a backup may begin now, what becomes
// of a refused one, when a retention delete goes out. A policy overrides what it decides and leaves the rest
// as it is; `Policies` asks them in the scenario's order.
//
// Policies are pure: what they answer depends on what they are asked and on the read-only view alone, and
// chance is addressed by the schedule's name and the nominal tick's key (schedule/tick_key.h), so that all
// policies see the same nights.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "sim/core/random.h"
#include "sim/core/time.h"
#include "sim/model/scenario.h"

namespace headway::policy {

/// What limits are counted by.
enum class Per : std::uint8_t { cluster, node, target };

/// What a policy may look at. Implemented by the world.
class View {
 public:
  virtual ~View() = default;
  virtual Instant now() const = 0;
  virtual const model::Scenario& scenario() const = 0;
  virtual const core::Luck& luck() const = 0;
  /// Shortest time between two nominal ticks of the schedule; zero when it fires only once.
  virtual Duration period(std::uint32_t schedule) const = 0;
  /// Admitted backups that are not over: of all, of a node's volumes, to a target. `index` of the node or
  /// target; ignored for the cluster.
  virtual std::int64_t running(Per per, std::uint32_t index) const = 0;
};

/// A run that is due. `start` is what the policies before have made of the nominal tick.
struct Start {
  std::uint32_t schedule = 0;
  Instant tick{}, start{};
  std::int64_t tick_key = 0;  ///< addresses the luck of the tick
};

/// A volume's turn in a run: it has its concurrency slot and asks to begin.
struct Candidate {
  std::uint32_t schedule = 0, volume = 0, node = 0, target = 0;
};

/// A backup whose lock was refused for the `tries`-th time (1 the first time).
struct Refusal {
  Candidate backup;
  std::int64_t tries = 1;
};

/// A backup that retention does not want any more.
struct Deletion {
  std::uint32_t schedule = 0, volume = 0;
};

class Policy {
 public:
  virtual ~Policy() = default;

  /// Not before `start.tick`. The sum of all shifts is taken modulo the period, so runs keep their order.
  virtual Instant next_start(const View&, const Start& start) const { return start.start; }

  /// True when this policy may say no to `admit`; candidates of one node and target get the same answer.
  virtual bool limits_admission() const { return false; }
  virtual bool admit(const View&, const Candidate&) const { return true; }
  /// Of those that wait, larger ones go first; equal ones in order of arrival.
  virtual double urgency(const View&, const Candidate&) const { return 0; }

  /// How long to wait before asking for the lock again; nothing: the refusal is final.
  virtual std::optional<Duration> on_refusal(const View&, const Refusal&) const { return std::nullopt; }

  /// How much later the delete goes out than its job asks for it.
  virtual Duration delete_delay(const View&, const Deletion&) const { return Duration::zero(); }

  /// Constants of the modelled system that the policy selects.
  virtual void select(model::Parameters&) const {}
};

/// All policies of a scenario.
class Policies {
 public:
  /// Precondition: the names and settings are those of kinds (sim/io has checked them).
  explicit Policies(const model::Scenario& scenario);

  /// The scenario's parameters with what policies select.
  model::Parameters select(model::Parameters parameters) const;
  /// In [tick, tick + period).
  Instant next_start(const View& view, std::uint32_t schedule, Instant tick, std::int64_t tick_key) const;
  bool limits_admission() const { return limits_; }
  bool admit(const View& view, const Candidate& candidate) const;
  double urgency(const View& view, const Candidate& candidate) const;
  /// The first policy that has an answer.
  std::optional<Duration> on_refusal(const View& view, const Refusal& refusal) const;
  /// The longest of all.
  Duration delete_delay(const View& view, const Deletion& deletion) const;

 private:
  std::vector<std::unique_ptr<Policy>> policies_;
  bool limits_ = false;
};

}  // namespace headway::policy
