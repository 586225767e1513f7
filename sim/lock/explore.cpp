#include "sim/lock/explore.h"

#include <algorithm>
#include <deque>
#include <unordered_map>
#include <utility>

#include "sim/core/check.h"
#include "sim/lock/explore_state.h"

namespace headway::lock {
namespace {

class Explorer {
 public:
  explicit Explorer(const SmallWorld& world) : world_(world), rules_(world) {
    core::check_invariant(!world.actors.empty() && world.actors.size() <= 8,
                          "a small world has 1 to 8 actors");
  }

  Exploration run() {
    visit(rules_.root(), 0, {});
    for (std::uint32_t id = 0; !queue_.empty() && !full_; ++id) {
      const SmallState state = std::move(queue_.front());
      queue_.pop_front();
      if (expandable_[id]) expand(state, id);
      if (world_.check_keys) futures_.push_back(future(state));
    }
    if (!full_)
      for (const auto& [id, its_future] : met_again_)
        if (futures_[id] != its_future) ++found_.key_conflicts;
    found_.complete = !full_;
    found_.states = parents_.size();
    return std::move(found_);
  }

 private:
  struct Parent {
    std::uint32_t id;
    Action action;
  };

  void expand(const SmallState& state, std::uint32_t id) {
    for (const Action action : rules_.choices(state)) {
      ++found_.transitions;
      SmallState to = state;
      rules_.apply(to, action, &found_);
      visit(std::move(to), id, action);
    }
  }

  /// What a state leads to, as far as keys tell, folded into a number.
  std::size_t future(const SmallState& state) const {
    if (rules_.violated(state)) return 1;
    std::string all;
    for (const Action action : rules_.choices(state)) {
      SmallState to = state;
      rules_.apply(to, action, nullptr);
      all += static_cast<char>(action.act);
      all += static_cast<char>(action.actor);
      all += state_key(world_, to);
    }
    return std::hash<std::string>{}(all);
  }

  void visit(SmallState state, std::uint32_t parent, Action action) {
    if (full_) return;
    const auto id = static_cast<std::uint32_t>(parents_.size());
    const auto [known, is_new] = known_.try_emplace(state_key(world_, state), id);
    if (!is_new) {
      if (world_.check_keys) met_again_.emplace_back(known->second, future(state));
      return;
    }
    if (parents_.size() >= world_.state_limit) {
      full_ = true;
      return;
    }
    parents_.push_back({parent, action});
    const bool bad = rules_.violated(state);
    expandable_.push_back(!bad);
    if (bad) {
      if (found_.violations++ == 0) found_.counterexample = story(id);
      if (!state.faulted && !state.overran) ++(state.torn ? found_.excused_by_tear : found_.unexcused);
    }
    const auto over = [](const ActorState& a) { return a.attempt.over(); };
    const auto refused = [](const ActorState& a) { return a.attempt.result() == Result::refused; };
    if (std::ranges::all_of(state.actors, over) && std::ranges::all_of(state.actors, refused))
      ++found_.nobody_granted;
    queue_.push_back(std::move(state));
  }

  /// The way from the root to a state, replayed and told.
  std::vector<std::string> story(std::uint32_t id) const {
    std::vector<Action> way;
    for (; id != 0; id = parents_[id].id) way.push_back(parents_[id].action);
    std::ranges::reverse(way);
    std::vector<std::string> lines;
    SmallState s = rules_.root();
    const Instant start = s.now;
    for (const Action& action : way) {
      if (action.act != Act::tick)
        lines.push_back("tick " + std::to_string((s.now - start) / kTick) + ": " +
                        rules_.sentence(s, action));
      rules_.apply(s, action, nullptr);
    }
    return lines;
  }

  const SmallWorld& world_;
  SmallRules rules_;
  std::unordered_map<std::string, std::uint32_t> known_;
  std::vector<Parent> parents_;
  std::vector<bool> expandable_;
  std::deque<SmallState> queue_;
  std::vector<std::size_t> futures_;  ///< of each state; only with check_keys
  std::vector<std::pair<std::uint32_t, std::size_t>> met_again_;
  bool full_ = false;
  Exploration found_;
};

}  // namespace

Protocol small_protocol(ConflictRule conflict) {
  Protocol p;
  p.conflict = conflict;
  p.lease = 10 * kTick;
  p.refresh = 4 * kTick;
  p.check_wait = 2 * kTick;
  return p;
}

Exploration explore(const SmallWorld& world) {
  return Explorer(world).run();
}

}  // namespace headway::lock
