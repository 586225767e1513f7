#include "sim/lock/replay.h"

#include <algorithm>
#include <queue>
#include <tuple>

namespace headway::lock {
namespace {

/// What happens at an instant, in this order.
enum class Kind : std::uint8_t { death, release, resume, begin };

struct Event {
  Instant at{};
  Kind kind = Kind::begin;
  std::size_t order = 0;  ///< first in, first out
  std::size_t request = 0;

  bool operator>(const Event& other) const {
    return std::tie(at, kind, order) > std::tie(other.at, other.kind, other.order);
  }
};

constexpr std::size_t kMostPermuted = 5;

class Player {
 public:
  Player(const Protocol& protocol, const StoreClock& clock, Duration latency,
         std::span<const ScriptedRequest> script)
      : latency_(latency), script_(script), folder_(clock) {
    attempts_.reserve(script.size());
    for (std::size_t i = 0; i < script.size(); ++i) {
      Request r;
      r.name = script[i].name;
      r.type = script[i].type;
      r.owner = i;
      r.look = latency > Duration{0} ? Look::real : Look::atomic;
      r.removal = Removal::one_operation;
      r.refresh_delay = latency;
      attempts_.emplace_back(protocol, r);
      schedule(script[i].at, Kind::begin, i);
      if (script[i].release) schedule(*script[i].release, Kind::release, i);
      if (script[i].death) schedule(*script[i].death, Kind::death, i);
    }
  }

  std::vector<ScriptOutcome> play() {
    while (!events_.empty()) {
      const Event event = events_.top();
      events_.pop();
      now_ = event.at;
      switch (event.kind) {
        case Kind::death:
          attempts_[event.request].die(folder_, now_);
          break;
        case Kind::release:
          if (attempts_[event.request].held()) {
            attempts_[event.request].release(folder_, now_);
            go_on(event.request);
          }
          break;
        case Kind::resume:
          resume(event.request);
          break;
        case Kind::begin:
          begin(event.request);
          break;
      }
    }
    std::vector<ScriptOutcome> outcomes;
    for (const Attempt& a : attempts_) outcomes.push_back(outcome(a));
    return outcomes;
  }

 private:
  static ScriptOutcome outcome(const Attempt& a) {
    if (a.result() == Result::pending) return ScriptOutcome::crashed;
    return a.result() == Result::granted ? ScriptOutcome::acquired : ScriptOutcome::denied;
  }

  void schedule(Instant at, Kind kind, std::size_t request) {
    events_.push({at, kind, events_so_far_++, request});
  }

  void begin(std::size_t i) {
    if (latency_ == Duration{0} && !attempts_[i].over())
      attempts_[i].perform(folder_, script_[i].stamped.value_or(now_));
    go_on(i);
  }

  /// Performs what takes no time, and plans the next thing that does. A sleep never ends early, so of two
  /// requests whose operations would meet at one instant the one that has slept more often is later: a
  /// nanosecond for each operation stands for that.
  void go_on(std::size_t i) {
    Attempt& a = attempts_[i];
    for (Next next = a.next(); next.operation != Operation::none; next = a.next()) {
      if (next.operation == Operation::wait) return schedule(now_ + next.wait, Kind::resume, i);
      if (latency_ > Duration{0}) return schedule(now_ + latency_ + Duration{1}, Kind::resume, i);
      a.perform(folder_, now_);
    }
  }

  void perform(std::size_t i) {
    if (attempts_[i].over()) return;
    attempts_[i].perform(folder_, now_);
    go_on(i);
  }

  void resume(std::size_t first) {
    std::vector<std::size_t> group{first};
    while (!events_.empty() && events_.top().at == now_ && events_.top().kind == Kind::resume) {
      group.push_back(events_.top().request);
      events_.pop();
    }
    if (group.size() > 1 && latency_ == Duration{0}) order(group);
    for (const std::size_t i : group) perform(i);
  }

  void order(std::vector<std::size_t>& group) const {
    const auto by_first_save = [&](std::size_t a, std::size_t b) {
      return std::tuple(attempts_[a].server_time(), script_[a].name, a) <
             std::tuple(attempts_[b].server_time(), script_[b].name, b);
    };
    std::ranges::sort(group, by_first_save);
    const bool raced = std::ranges::any_of(group, [&](std::size_t i) { return script_[i].race.has_value(); });
    if (!raced || group.size() > kMostPermuted) return;
    std::vector<std::size_t> tried = group;
    do {
      if (gives_races(tried)) {
        group = tried;
        return;
      }
    } while (std::next_permutation(tried.begin(), tried.end(), by_first_save));
  }

  /// True when looking in this order gives every race in the group its observed outcome. Tried on copies.
  bool gives_races(const std::vector<std::size_t>& group) const {
    LockFolder folder = folder_;
    for (const std::size_t i : group) {
      Attempt a = attempts_[i];
      if (a.over()) continue;
      a.perform(folder, now_);
      while (a.next().operation != Operation::none && a.next().operation != Operation::wait)
        a.perform(folder, now_);
      if (script_[i].race && outcome(a) != *script_[i].race) return false;
    }
    return true;
  }

  Duration latency_;
  std::span<const ScriptedRequest> script_;
  LockFolder folder_;
  std::vector<Attempt> attempts_;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
  std::size_t events_so_far_ = 0;
  Instant now_{};
};

}  // namespace

std::vector<ScriptOutcome> play_script(const Protocol& protocol, const StoreClock& clock, Duration latency,
                                       std::span<const ScriptedRequest> script) {
  return Player(protocol, clock, latency, script).play();
}

}  // namespace headway::lock
