#include <algorithm>
#include <string_view>

#include "sim/lock/explore_state.h"

namespace headway::lock {
namespace {

constexpr std::string_view kStepWords[] = {"saves its file, not acquired",
                                           "asks for its own file's time",
                                           "has waited",
                                           "lists the folder",
                                           "asks whether a file exists",
                                           "reads a file's content",
                                           "reads a file's time",
                                           "saves its file, acquired",
                                           "asks for its file's time: held",
                                           "holds",
                                           "saves again",
                                           "asks for its file's time",
                                           "waits for a refresh save",
                                           "lists before it removes",
                                           "removes its file",
                                           "is done"};

}  // namespace

/// A held file is as old as a refresh interval, and the time that its acquisition took to end, before it
/// is saved again; a clock that is fast by more than what is left of the lease finds it expired.
Duration SmallRules::harmless_skew() const {
  return world_.protocol.lease - world_.protocol.refresh - world_.operation_ticks * kTick;
}

SmallState SmallRules::root() const {
  SmallState s;
  s.folder = LockFolder(StoreClock{Duration{0}, world_.resolution_ticks * kTick});
  s.now = Instant{1000 * kTick};
  for (std::size_t i = 0; i < world_.actors.size(); ++i) {
    Request r;
    r.name = LockName(i + 1);
    r.type = world_.actors[i].type;
    r.owner = i;
    r.clock_skew = world_.actors[i].skew_ticks * kTick;
    r.look = world_.look;
    r.removal = Removal::one_operation;
    s.actors.push_back({Attempt(world_.protocol, r), s.now});
    if (r.clock_skew > harmless_skew()) s.faulted = true;
  }
  return s;
}

/// Last instant at which the actor's pending step may happen; Instant::max() when nothing hurries.
Instant SmallRules::deadline(const ActorState& a) const {
  const Next next = a.attempt.next();
  if (next.operation == Operation::none || a.attempt.step() == Step::first_put) return Instant::max();
  return a.begun + (next.operation == Operation::wait ? next.wait : world_.operation_ticks * kTick);
}

bool SmallRules::may_fail(Step step, Operation operation) const {
  if (operation == Operation::look || (step == Step::list)) return world_.list_errors;
  if (step == Step::exists || step == Step::get) return world_.read_errors;
  return step == Step::time && world_.time_errors;
}

std::vector<Action> SmallRules::choices(const SmallState& state) const {
  std::vector<Action> actions;
  bool overdue = false, someone_died = false;
  for (const ActorState& a : state.actors) {
    overdue |= deadline(a) <= state.now;
    someone_died |= a.attempt.dead();
  }
  const auto actors = static_cast<std::uint8_t>(state.actors.size());  // two or three
  for (std::uint8_t i = 0; i < actors; ++i) {
    const ActorState& a = state.actors[i];
    const Next next = a.attempt.next();
    const bool waits = next.operation == Operation::wait && deadline(a) > state.now;
    if (next.operation != Operation::none && !waits) {
      actions.push_back({Act::perform, i});
      if (a.attempt.step() == Step::held_head) actions.push_back({Act::perform_late, i});
      if (may_fail(a.attempt.step(), next.operation)) actions.push_back({Act::perform_failing, i});
    }
    if (a.attempt.held()) actions.push_back({Act::release, i});
    if (world_.crashes && !someone_died && !a.attempt.over() && a.attempt.step() != Step::first_put)
      actions.push_back({Act::die, i});
  }
  if (!overdue) actions.push_back({Act::tick, 0});
  return actions;
}

void SmallRules::apply(SmallState& s, Action action, Exploration* count) const {
  if (action.act == Act::tick) {
    s.now += kTick;
    s.saves_in_tick = 0;
    return;
  }
  ActorState& a = s.actors[action.actor];
  switch (action.act) {
    case Act::perform:
    case Act::perform_late:
    case Act::perform_failing:
      perform(s, a, action.act == Act::perform_failing ? Effect::fails : Effect::works, count);
      if (action.act == Act::perform_late)
        s.folder.edit(a.attempt.file())->refreshes.delay = kTick - Duration{1};
      break;
    case Act::release:
      a.attempt.release(s.folder, s.now);
      break;
    case Act::die:
      a.attempt.die(s.folder, s.now);
      s.faulted = true;
      break;
    case Act::tick:
      break;
  }
  a.begun = s.now;
}

void SmallRules::perform(SmallState& s, ActorState& a, Effect effect, Exploration* count) const {
  const std::uint32_t looks = a.attempt.looks();
  Instant at = s.now;
  if (a.attempt.next().operation == Operation::put) at += Duration{++s.saves_in_tick};
  if (a.attempt.step() == Step::held_put) s.overran |= overrun(s, a.attempt);
  a.attempt.perform(s.folder, at, effect);
  s.faulted |= effect == Effect::fails;
  if (a.attempt.looks() != looks) decided(s, a.attempt, count);
  if (a.attempt.held() && world_.lost_refreshes > 0) lose_refreshes(s, a.attempt);
}

/// True when some requester's clock may find the first save of `attempt` expired already.
bool SmallRules::overrun(const SmallState& s, const Attempt& attempt) const {
  Duration fastest{0};
  for (const SmallActor& a : world_.actors) fastest = std::max(fastest, a.skew_ticks * kTick);
  const LockFile* own = s.folder.find(attempt.file());
  return own && s.now - s.folder.clock().stamp(own->saved) + fastest > world_.protocol.lease;
}

void SmallRules::lose_refreshes(SmallState& s, const Attempt& attempt) const {
  Refreshes& r = s.folder.edit(attempt.file())->refreshes;
  r.faults = {SaveFault{r.origin, r.origin + world_.lost_refreshes * r.interval + Duration{1}}};
  s.faulted = true;
}

void SmallRules::decided(SmallState& s, const Attempt& attempt, Exploration* count) const {
  const Decision& d = attempt.decision();
  if (d.granted) {
    s.torn |= attempt.look_torn();
    return;
  }
  if (!count) return;
  const LockFile* blocker = s.folder.find(d.blocker->file);
  const LockFile* own = s.folder.find(attempt.file());
  if (d.blocker->orphaned && blocker) {
    ++count->refused_by_dead;
    const std::int64_t age = (s.now + kTick - Duration{1} - last_save(*blocker, s.now)) / kTick;
    count->oldest_dead_blocker = std::max(count->oldest_dead_blocker, age);
  }
  if (blocker && own && !d.blocker->acquired && !blocker->acquired && blocker->saved > own->saved)
    ++count->later_won;
}

bool SmallRules::excluding(const SmallState& s, std::size_t i, std::size_t j) const {
  for (const std::size_t k : {i, j}) {
    const Attempt& a = s.actors[k].attempt;
    if (!a.held()) return false;
    const LockFile* f = s.folder.find(a.file());
    if (!f || s.now - last_save(*f, s.now) > world_.protocol.lease) return false;
  }
  return world_.protocol.conflict == ConflictRule::always || world_.actors[i].type != world_.actors[j].type;
}

bool SmallRules::violated(const SmallState& s) const {
  for (std::size_t i = 0; i < s.actors.size(); ++i)
    for (std::size_t j = i + 1; j < s.actors.size(); ++j)
      if (excluding(s, i, j)) return true;
  return false;
}

std::string SmallRules::sentence(const SmallState& s, Action action) const {
  const Attempt& a = s.actors[action.actor].attempt;
  std::string text = "requester " + std::to_string(action.actor + 1) + " (type " +
                     std::to_string(world_.actors[action.actor].type) + ") ";
  if (action.act == Act::release) return text + "releases";
  if (action.act == Act::die) return text + "dies";
  if (a.next().operation == Operation::look)
    text += "looks at all files at once";
  else
    text += kStepWords[static_cast<std::size_t>(a.step())];
  if (a.step() == Step::exists || a.step() == Step::get || a.step() == Step::time)
    text += ", of requester " + std::to_string(a.listed()[a.cursor()].number());
  if (action.act == Act::perform_late) text += ", to refresh at the end of a tick";
  return action.act == Act::perform_failing ? text + ", which fails" : text;
}

}  // namespace headway::lock
