// A state of a small world, what may happen next in it (explore_step.cpp), and its key (explore_key.cpp):
// what explore.cpp searches over. Not for use outside this folder.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/lock/explore.h"
#include "sim/lock/lock_folder.h"

namespace headway::lock {

struct ActorState {
  Attempt attempt;
  Instant begun{};  ///< when its pending operation or wait began
};

struct SmallState {
  LockFolder folder;
  std::vector<ActorState> actors;
  Instant now{};                   ///< start of the current tick
  std::int64_t saves_in_tick = 0;  ///< saves so far in this tick: the nth is stamped n nanoseconds into it
  bool faulted = false;            ///< a listed fault has happened
  bool overran = false;            ///< an acquisition took longer than its first save counted
  bool torn = false;               ///< a torn look has granted a lock
};

/// `perform_late` is the last step to `held` where the refreshes come at the end of their ticks.
enum class Act : std::uint8_t { tick, perform, perform_late, perform_failing, release, die };

struct Action {
  Act act = Act::tick;
  std::uint8_t actor = 0;
};

/// What may happen in a world, and what it does to a state. `world` must outlive it.
class SmallRules {
 public:
  explicit SmallRules(const SmallWorld& world) : world_(world) {}

  SmallState root() const;
  /// Everything that may happen next.
  std::vector<Action> choices(const SmallState& state) const;
  /// Does it. Refusals are counted in `count`, if that is not null.
  void apply(SmallState& s, Action action, Exploration* count) const;
  /// True when two locks of excluding types are held by living requesters and unexpired.
  bool violated(const SmallState& s) const;
  /// The action, about to happen in `s`, in words.
  std::string sentence(const SmallState& s, Action action) const;

 private:
  Duration harmless_skew() const;
  Instant deadline(const ActorState& a) const;
  bool may_fail(Step step, Operation operation) const;
  void perform(SmallState& s, ActorState& a, Effect effect, Exploration* count) const;
  bool overrun(const SmallState& s, const Attempt& attempt) const;
  void lose_refreshes(SmallState& s, const Attempt& attempt) const;
  void decided(SmallState& s, const Attempt& attempt, Exploration* count) const;
  bool excluding(const SmallState& s, std::size_t i, std::size_t j) const;

  const SmallWorld& world_;
};

/// Two states with one key have the same futures (see explore.h for why), and count alike.
std::string state_key(const SmallWorld& world, const SmallState& state);

}  // namespace headway::lock
