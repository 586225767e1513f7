#include <algorithm>

#include "sim/lock/explore_state.h"

namespace headway::lock {
namespace {

std::int64_t floor_tick(Instant t) {
  const std::int64_t ns = t.time_since_epoch().count(), step = kTick.count();
  return ns / step - (ns % step < 0 ? 1 : 0);
}

class Encoder {
 public:
  Encoder(const SmallWorld& world, const SmallState& state) : world_(world), state_(state) {
    std::int64_t skew = 0;
    for (const SmallActor& a : world.actors) skew = std::max(skew, std::abs(a.skew_ticks));
    oldest_ = world.protocol.lease / kTick + skew + world.resolution_ticks + 2;
    collect_orders();
  }

  std::string encode() {
    byte((state_.faulted ? 1 : 0) + (state_.torn ? 2 : 0) + (state_.overran ? 4 : 0));
    if (world_.resolution_ticks > 1) byte(floor_tick(state_.now) % world_.resolution_ticks);
    for (const LockFile& f : state_.folder.files()) file(f);
    byte(kEnd);
    for (const ActorState& a : state_.actors) actor(a);
    return std::move(key_);
  }

 private:
  static constexpr std::int64_t kEnd = 255, kNever = 254;

  void byte(std::int64_t value) { key_ += static_cast<char>(static_cast<unsigned char>(value)); }

  Instant stamp(const LockFile& f) const { return state_.folder.clock().stamp(last_save(f, state_.now)); }
  static bool asking(const Attempt& a) {
    return !a.over() && a.result() == Result::pending && a.step() > Step::first_head;
  }
  static bool looking(const Attempt& a) {
    return !a.over() && (a.step() == Step::exists || a.step() == Step::get || a.step() == Step::time);
  }

  /// Times that will be compared with each other: of files and requesters that are not acquired.
  void collect_orders() {
    for (const LockFile& f : state_.folder.files()) {
      if (f.acquired) continue;
      stamps_.push_back(stamp(f));
      saves_.push_back(f.saved);
    }
    for (const ActorState& a : state_.actors) {
      if (asking(a.attempt)) stamps_.push_back(a.attempt.server_time());
    }
    for (auto* times : {&stamps_, &saves_}) {
      std::ranges::sort(*times);
      times->erase(std::ranges::unique(*times).begin(), times->end());
    }
  }
  static std::int64_t rank(const std::vector<Instant>& times, Instant t) {
    return std::ranges::lower_bound(times, t) - times.begin();
  }

  void age(Instant t) {
    byte(t == kYearOne ? kNever : std::min(floor_tick(state_.now) - floor_tick(t) + 1, oldest_));
  }

  void file(const LockFile& f) {
    byte(static_cast<std::int64_t>(f.file.number()));
    byte((f.acquired ? 1 : 0) + (f.orphaned ? 2 : 0));
    age(last_save(f, state_.now));
    if (!f.acquired) {
      byte(rank(stamps_, stamp(f)));
      byte(rank(saves_, f.saved));
    }
    const Refreshes& r = f.refreshes;
    if (!r.on || r.until != Instant::max()) return byte(kEnd);
    // The phase repeats once the refreshes that are lost are over.
    const std::int64_t period = r.interval / kTick, irregular = (world_.lost_refreshes + 1) * period;
    const std::int64_t since = (state_.now - r.origin) / kTick;
    byte(since <= irregular ? since : irregular + since % period);
    byte(r.delay > Duration{0} ? 1 : 0);
  }

  void actor(const ActorState& a) {
    const Attempt& t = a.attempt;
    byte(static_cast<std::int64_t>(t.step()) + (t.dead() ? 64 : 0));
    byte(static_cast<std::int64_t>(t.result()));
    if (t.over() || t.step() == Step::first_put || t.step() == Step::held) return;
    byte((state_.now - a.begun) / kTick);
    if (asking(t)) byte(rank(stamps_, t.server_time()));
    if (t.result() == Result::pending && t.looks() > 0) byte((state_.now - t.first_decided()) / kTick + 1);
    if (!looking(t)) return;
    byte(t.look_torn_so_far(state_.folder) ? 1 : 0);
    byte(static_cast<std::int64_t>(t.cursor()));
    for (const FileName& name : t.listed()) byte(static_cast<std::int64_t>(name.number()));
    byte(kEnd);
    for (const SeenLock& s : t.seen()) {
      byte(static_cast<std::int64_t>(s.file.number()));
      byte((s.acquired ? 1 : 0) + (s.orphaned ? 2 : 0));
      age(s.modified);
      // Once read, the time of a lock that is not acquired is compared with the reader's own only.
      if (!s.acquired) byte(s.modified < t.server_time() ? 0 : s.modified == t.server_time() ? 1 : 2);
    }
    byte(kEnd);
  }

  const SmallWorld& world_;
  const SmallState& state_;
  std::int64_t oldest_ = 0;
  std::vector<Instant> stamps_, saves_;
  std::string key_;
};

}  // namespace

std::string state_key(const SmallWorld& world, const SmallState& state) {
  return Encoder(world, state).encode();
}

}  // namespace headway::lock
