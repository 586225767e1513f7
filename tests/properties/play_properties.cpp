#include "tests/properties/play_properties.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "analysis/forecast/fingerprint.h"
#include "sim/policy/policy.h"
#include "tests/properties/random_scenario.h"

namespace headway::tests {
namespace {

using record::Cause;
using record::kNever;
using record::LockEnd;
using record::LockOutcome;
using record::OperationKind;
using record::Outcome;

Instant end_of(const model::Scenario& scenario) {
  return scenario.time.start + scenario.time.horizon;
}

double at(Instant t) {
  return t == kNever ? -1 : to_seconds(t - kStart);
}

std::string name_of(const record::Operation& o) {
  return fmt::format("{} {} (volume {}, requested {:.3f})", record::word(o.kind), o.id,
                     static_cast<std::int32_t>(o.volume), at(o.requested));
}

using Interval = std::pair<Instant, Instant>;

std::size_t most_at_once(const std::vector<Interval>& intervals) {
  std::map<Instant, std::int64_t> change;
  for (const auto& [from, to] : intervals) ++change[from], --change[to];
  std::int64_t now = 0, most = 0;
  for (const auto& [t, by] : change) most = std::max(most, now += by);
  return static_cast<std::size_t>(most);
}

bool had_event(const model::Scenario& scenario, model::EventKind kind) {
  return std::any_of(scenario.events.begin(), scenario.events.end(),
                     [&](const model::Event& e) { return e.kind == kind; });
}

bool completed(const record::Operation& o) {
  return o.outcome == Outcome::completed || o.outcome == Outcome::completed_late;
}

}  // namespace

// Order of emission.

void Witness::exactly(Instant t, const char* what) {
  if (t < now_ || t < spoken_of_)
    said_too_early.push_back(fmt::format("{} of {:.9f} comes after one of {:.9f} or that speaks of {:.9f}",
                                         what, at(t), at(now_), at(spoken_of_)));
  now_ = std::max(now_, t);
}

void Witness::at_least(Instant t) {
  if (t != kNever) spoken_of_ = std::max(spoken_of_, t);
}

void Witness::on(const record::Operation& o) {
  for (const Instant t :
       {o.requested, o.lock_decided, o.started, o.transfer_started, o.transfer_ended, o.ended, o.released})
    at_least(t);
  Recording::on(o);
}

void Witness::on(const record::LockAttempt& l) {
  for (const Instant t : {l.requested, l.decided}) at_least(t);
  if (l.end != LockEnd::standing) exactly(l.released, "a lock");
  Recording::on(l);
}

void Witness::on(const record::Load& l) {
  exactly(l.at, "a load");
  Recording::on(l);
}

void Witness::on(const record::Message& m) {
  exactly(m.at, "a message");
  Recording::on(m);
}

void Witness::on(const record::Step& s) {
  exactly(s.at, "a step");
  Recording::on(s);
}

// Locks.

namespace {

bool of_machine(OperationKind kind) {
  return kind == OperationKind::vm_backup || kind == OperationKind::snapshot ||
         kind == OperationKind::vm_backup_delete;
}

/// The longest that an operation on one file may take in a look, generously: the tails of the distributions
/// that scenarios draw end here for all practical purposes.
double generous(const model::Latency& latency) {
  return 60 * (latency.head.mean() + latency.get.mean() + latency.put.mean() + latency.list.mean());
}

bool is_image(OperationKind kind) {
  return kind == OperationKind::backing_image_backup || kind == OperationKind::backing_image_delete;
}

void check_pair(const model::Scenario& scenario, const record::LockAttempt& first,
                const record::LockAttempt& second, Violations& out) {
  const double look = generous(scenario.targets[first.target].latency);
  // The second one looked before the first one's acquired file was there.
  const bool torn = look > 0 && to_seconds(second.requested - first.decided) < look;
  // A look that takes long reads times that are older than the lease when it decides.
  const model::Parameters& p = scenario.platform.parameters;
  const bool slow = second.decided - second.requested > p.lock_lease - p.lock_refresh - seconds{1};
  const bool tie = first.decided == second.decided;  // either may have come second
  const bool told = second.overlaps || first.expired || (tie && first.overlaps);
  if ((torn || slow || has_lock_faults(scenario)) && told) return;
  const auto told_of = [](const record::LockAttempt& l) {
    return fmt::format("{} {} (volume {}, type {}, asked {:.3f}, decided {:.3f}, released {:.3f})",
                       record::word(l.kind), l.operation, static_cast<std::int32_t>(l.volume), l.type,
                       at(l.requested), at(l.decided), at(l.released));
  };
  out.push_back(fmt::format("locks of {} and {} are live together{}", told_of(first), told_of(second),
                            told ? "" : " and no record says so"));
}

}  // namespace

Violations check_locks(const model::Scenario& scenario, const Recording& r) {
  Violations out;
  const policy::Policies policies(scenario);
  const auto protocol = policies.select(scenario.platform.parameters).lock_protocol;
  const bool all_exclude =
      protocol == model::LockProtocol::exclusive || protocol == model::LockProtocol::exclusive_per_target;
  const bool per_target = protocol == model::LockProtocol::exclusive_per_target;
  using Key = std::tuple<bool, std::uint32_t, std::uint32_t>;  // image, target, volume
  std::map<Key, std::vector<const record::LockAttempt*>> by_key;
  std::set<std::pair<std::uint64_t, Instant>> seen;
  for (const auto& l : r.locks) {
    if (!seen.insert({l.operation, l.requested}).second)
      out.push_back(fmt::format("operation {}'s lock of {:.3f} is told twice", l.operation, at(l.requested)));
    const bool ordered = l.requested != kNever && l.requested <= l.released &&
                         (l.decided == kNever || (l.requested <= l.decided && l.decided <= l.released));
    if (!ordered)
      out.push_back(fmt::format("operation {}'s lock: requested {:.9f}, decided {:.9f}, released {:.9f}",
                                l.operation, at(l.requested), at(l.decided), at(l.released)));
    if ((l.end == LockEnd::standing) != (l.released == kNever))
      out.push_back(fmt::format("operation {}'s lock stands and was released", l.operation));
    if (l.granted && l.decided == kNever)
      out.push_back(fmt::format("operation {}'s lock is granted and not decided", l.operation));
    if (l.granted && l.decided < l.released)
      by_key[{is_image(l.kind), l.target, per_target ? 0 : l.volume}].push_back(&l);
  }
  for (auto& [key, locks] : by_key) {
    std::sort(locks.begin(), locks.end(),
              [](const auto* a, const auto* b) { return a->decided < b->decided; });
    for (std::size_t i = 0; i < locks.size(); ++i)
      for (std::size_t j = i + 1; j < locks.size(); ++j)
        if (locks[j]->decided < locks[i]->released && (all_exclude || locks[i]->type != locks[j]->type))
          check_pair(scenario, *locks[i], *locks[j], out);
  }
  return out;
}

// Operations.

namespace {

/// Each of these that applies is not before the one that applies before it.
bool ascending(std::initializer_list<Instant> instants) {
  Instant last = Instant::min();
  for (const Instant t : instants) {
    if (t == kNever) continue;
    if (t < last) return false;
    last = t;
  }
  return true;
}

void check_instants(const model::Scenario& scenario, const record::Operation& o, Violations& out) {
  const bool ordered =
      ascending({o.requested, o.ended}) && ascending({o.requested, o.lock_decided}) &&
      ascending({o.requested, o.started, o.transfer_started, o.transfer_ended, o.released}) &&
      (!completed(o) || o.kind == OperationKind::delete_ || ascending({o.started, o.ended})) &&
      (o.kind != OperationKind::backup || !completed(o) || ascending({o.transfer_ended, o.ended})) &&
      (o.scheduled == kNever || o.scheduled <= o.requested);
  if (!ordered)
    out.push_back(
        fmt::format("{}: instants are out of order: scheduled {:.9f} requested {:.9f} decided "
                    "{:.9f} started {:.9f} transfer {:.9f} to {:.9f} ended {:.9f} released {:.9f}",
                    name_of(o), at(o.scheduled), at(o.requested), at(o.lock_decided), at(o.started),
                    at(o.transfer_started), at(o.transfer_ended), at(o.ended), at(o.released)));
  for (const Instant t : {o.requested, o.started, o.transfer_started, o.transfer_ended, o.ended, o.released})
    if (t != kNever && (t < scenario.time.start || t > end_of(scenario)))
      out.push_back(fmt::format("{}: {:.9f} is outside the scenario", name_of(o), at(t)));
}

void check_outcome(const record::Operation& o, Violations& out) {
  const auto say = [&](const char* what) { out.push_back(name_of(o) + ": " + what); };
  if (completed(o) && o.ended == kNever) say("completed without an end");
  if (o.outcome == Outcome::failed && o.ended == kNever) say("failed without an end");
  if (o.outcome == Outcome::failed && o.cause == Cause::none) say("failed without a cause");
  if (o.outcome == Outcome::failed && o.layer == record::Layer::none) say("failed without a layer");
  if (o.outcome == Outcome::completed && o.cause != Cause::none) say("completed with a cause");
  const bool late_for_that = of_machine(o.kind) ? o.cause != Cause::none : o.cause == Cause::start_timeout;
  if (o.outcome == Outcome::completed_late && !late_for_that) say("late without a reason");
  if (o.outcome == Outcome::skipped) say("an operation is skipped");
  if (o.kind == OperationKind::backup && completed(o)) {
    if (o.lock != LockOutcome::granted) say("completed without a lock");
    if (o.released == kNever) say("completed, and its lock is not released");
  }
  if (o.bytes.count < 0 || o.blocks < 0) say("negative amounts");
}

/// Whose lock records an operation's own record speaks of.
void check_lock_records(const model::Scenario& scenario, const record::Operation& o,
                        const std::vector<const record::LockAttempt*>& locks, Violations& out) {
  const bool parent_only = o.kind == OperationKind::restore || o.kind == OperationKind::system_backup ||
                           o.kind == OperationKind::snapshot_purge || o.kind == OperationKind::transfer ||
                           of_machine(o.kind);
  if (parent_only && !locks.empty()) out.push_back(name_of(o) + " has locks");
  if (locks.size() > o.tries)
    out.push_back(fmt::format("{} has {} locks and {} tries", name_of(o), locks.size(), o.tries));
  if (o.lock == LockOutcome::none) return;
  const bool found = std::any_of(locks.begin(), locks.end(), [&](const record::LockAttempt* l) {
    return l->decided == o.lock_decided && (o.lock != LockOutcome::granted || l->granted);
  });
  if (!found) out.push_back(fmt::format("{}: no lock was decided at {:.9f}", name_of(o), at(o.lock_decided)));
  // A process that ends between its start and its request for the lock has tried and asked for nothing.
  const bool whole = scenario.events.empty() && !scenario.platform.parameters.delete_nil_map_crash;
  if (whole && !of_machine(o.kind) && o.ended != kNever && locks.size() != o.tries)
    out.push_back(fmt::format("{}: {} locks, {} tries", name_of(o), locks.size(), o.tries));
}

}  // namespace

Violations check_operations(const model::Scenario& scenario, const Recording& r) {
  Violations out;
  std::map<std::uint64_t, std::vector<const record::LockAttempt*>> locks;
  for (const auto& l : r.locks) locks[l.operation].push_back(&l);
  std::set<std::uint64_t> ids;
  for (const auto& o : r.operations) {
    if (!ids.insert(o.id).second) out.push_back(name_of(o) + " is told twice");
    check_instants(scenario, o, out);
    check_outcome(o, out);
    const auto own = locks.find(o.id);
    check_lock_records(scenario, o,
                       own == locks.end() ? std::vector<const record::LockAttempt*>{} : own->second, out);
  }
  // Numbers are given in order, so whoever has one and says nothing leaves a gap.
  std::uint64_t expected = 1;
  for (const std::uint64_t id : ids) {
    if (id != expected) {
      out.push_back(fmt::format("operation {} has no outcome", expected));
      break;
    }
    ++expected;
  }
  for (const auto& [operation, own] : locks)
    if (!ids.contains(operation)) out.push_back(fmt::format("a lock of an unknown operation {}", operation));
  return out;
}

// Limits.

namespace {

/// A slot is held at least from the Backup object to what its job may see of it: the end, a deletion, or the
/// end of its wait.
void check_slots(const model::Scenario& scenario, const Recording& r, Violations& out) {
  std::map<std::uint64_t, Instant> deleted;
  for (const auto& o : r.operations)
    if (o.kind == OperationKind::delete_) deleted.emplace(o.parent, o.requested);
  Duration wait = Duration::max();
  const auto consider = [&](const model::Parameters& p) {
    wait = std::min(wait, (p.job_start_polls - 1) * p.job_poll_interval);
  };
  consider(scenario.platform.parameters);
  for (const model::Event& e : scenario.events)
    if (e.platform) consider(e.platform->parameters);
  for (std::uint32_t j = 0; j < scenario.jobs.size(); ++j) {
    std::vector<Interval> turns;
    for (const auto& o : r.operations) {
      if (o.kind != OperationKind::backup || o.schedule != j) continue;
      Instant until = std::min({o.ended, end_of(scenario), o.requested + wait});
      if (const auto at_once = deleted.find(o.id); at_once != deleted.end())
        until = std::min(until, at_once->second);
      if (until > o.requested) turns.emplace_back(o.requested, until);
    }
    if (most_at_once(turns) > static_cast<std::size_t>(scenario.jobs[j].concurrency))
      out.push_back(fmt::format("schedule {} has {} of its volumes in their turn with {} slots", j,
                                most_at_once(turns), scenario.jobs[j].concurrency));
    std::vector<Interval> runs;
    for (const auto& run : r.runs)
      if (run.schedule == j && run.fired != kNever)
        runs.emplace_back(run.fired, std::min(run.ended, end_of(scenario)));
    if (most_at_once(runs) > 1) out.push_back(fmt::format("schedule {} runs twice at once", j));
  }
}

void check_at_once(const model::Scenario& scenario, const Recording& r, OperationKind kind,
                   std::int64_t limit, Violations& out) {
  if (limit <= 0) return;
  std::map<std::uint32_t, std::vector<Interval>> by_node;
  for (const auto& o : r.operations)
    if (o.kind == kind && o.started != kNever)
      by_node[o.node].emplace_back(o.started, std::min(o.ended, end_of(scenario)));
  for (const auto& [node, intervals] : by_node)
    if (most_at_once(intervals) > static_cast<std::size_t>(limit))
      out.push_back(fmt::format("node {}: {} at once of {}, {} allowed", node, most_at_once(intervals),
                                record::word(kind), limit));
}

/// Up to 1.7 no manager has more deletes at work than it has workers. Where objects never change hands.
void check_workers(const model::Scenario& scenario, const Recording& r, Violations& out) {
  const model::Parameters& p = scenario.platform.parameters;
  if (p.delete_asynchronous || had_event(scenario, model::EventKind::upgrade)) return;
  if (had_event(scenario, model::EventKind::node_crash) ||
      had_event(scenario, model::EventKind::manager_restart))
    return;
  std::map<std::uint64_t, std::uint32_t> owner;
  for (const auto& o : r.operations)
    if (o.kind == OperationKind::delete_) owner[o.id] = o.node;
  std::map<std::uint32_t, std::vector<Interval>> at_work;
  for (const auto& l : r.locks)
    if (l.kind == OperationKind::delete_)
      at_work[owner[l.operation]].emplace_back(l.requested, std::min(l.released, end_of(scenario)));
  for (const auto& [node, intervals] : at_work)
    if (most_at_once(intervals) > static_cast<std::size_t>(p.controller_workers))
      out.push_back(fmt::format("node {}: {} deletes at work, {} workers", node, most_at_once(intervals),
                                p.controller_workers));
}

}  // namespace

Violations check_limits(const model::Scenario& scenario, const Recording& r) {
  Violations out;
  const model::Parameters& p = scenario.platform.parameters;
  check_slots(scenario, r, out);
  check_workers(scenario, r, out);
  check_at_once(scenario, r, OperationKind::restore, p.restore_per_node_limit, out);
  check_at_once(scenario, r, OperationKind::snapshot_purge, p.snapshot_heavy_task_limit, out);
  for (const auto& load : r.loads)
    if (load.rate.value > load.capacity.value * (1 + 1e-9) || load.rate.value < 0)
      out.push_back(fmt::format("a line carries {} of {} at {:.3f}", load.rate.value, load.capacity.value,
                                at(load.at)));
  return out;
}

// The ledger.

namespace {

using DueKey = std::tuple<std::uint32_t, std::uint32_t, Instant>;  // schedule, volume or machine, tick

/// The kind of operation that is an attempt of what the schedule owes.
OperationKind attempt_of(const model::Scenario& scenario, std::uint32_t schedule) {
  return model::owes_machines(scenario, schedule) ? OperationKind::vm_backup : OperationKind::backup;
}

void check_due(const model::Scenario& scenario, const record::DueBackup& d,
               const std::vector<const record::Operation*>& attempts, Violations& out) {
  const auto say = [&](const std::string& what) {
    out.push_back(fmt::format("due backup of schedule {}, volume {}, tick {:.0f}: {}", d.schedule, d.volume,
                              at(d.tick), what));
  };
  if (d.attempts != attempts.size())
    say(fmt::format("{} attempts, {} operations", d.attempts, attempts.size()));
  const bool in_time = d.first_completed < d.next_tick;
  if (d.lost && in_time) say("lost, though a restore point came in time");
  if (!d.lost && !in_time && d.next_tick < end_of(scenario)) say("not lost, though none came in time");
  if (d.outcome == Outcome::unfinished && d.next_tick < end_of(scenario)) say("unfinished, its time is over");
  if (d.outcome == Outcome::skipped && d.attempts > 0) say("skipped, though attempted");
  if (d.outcome == Outcome::failed && d.cause == Cause::none) say("failed without a cause");
  if (d.first_completed != kNever && (d.first_completed < d.tick || d.first_completed > end_of(scenario)))
    say("a restore point at an impossible time");
  const bool any =
      std::any_of(attempts.begin(), attempts.end(), [](const record::Operation* o) { return completed(*o); });
  if (any && d.first_completed == kNever) say("an attempt completed without a restore point");
  if (attempts.empty()) return;
  const record::Operation& last = **std::max_element(
      attempts.begin(), attempts.end(), [](const auto* a, const auto* b) { return a->id < b->id; });
  const bool open = d.outcome == Outcome::unfinished || d.cause == Cause::window_overrun;
  if (!open && (d.outcome != last.outcome || d.cause != last.cause))
    say(fmt::format("{} ({}), its last attempt {} {} ({})", record::word(d.outcome), record::word(d.cause),
                    last.id, record::word(last.outcome), record::word(last.cause)));
  if (open && completed(last)) say("open, though its last attempt completed");
}

}  // namespace

Violations check_ledger(const model::Scenario& scenario, const Recording& r) {
  Violations out;
  std::map<DueKey, std::vector<const record::Operation*>> attempts;
  for (const auto& o : r.operations) {
    if (o.schedule == record::kNone || o.kind != attempt_of(scenario, o.schedule)) continue;
    attempts[{o.schedule, o.kind == OperationKind::vm_backup ? o.vm : o.volume, o.scheduled}].push_back(&o);
  }
  struct Sum {
    std::uint32_t due = 0, attempts = 0, lost = 0;
    std::uint32_t schedule = record::kNone;
    Instant tick{};
  };
  std::map<std::uint64_t, Sum> by_run;
  std::set<DueKey> seen;
  for (const auto& d : r.due) {
    const DueKey key{d.schedule, d.vm == record::kNone ? d.volume : d.vm, d.tick};
    if (!seen.insert(key).second)
      out.push_back(
          fmt::format("schedule {}, volume {}, tick {:.0f} is due twice", d.schedule, d.volume, at(d.tick)));
    Sum& sum = by_run[d.run];
    ++sum.due;
    sum.attempts += d.attempts;
    sum.lost += d.lost;
    sum.schedule = d.schedule;
    sum.tick = d.tick;
    const auto own = attempts.find(key);
    check_due(scenario, d, own == attempts.end() ? std::vector<const record::Operation*>{} : own->second,
              out);
  }
  // A volume that is attached after the tick is backed up with the others, and was not due.
  const bool attached = had_event(scenario, model::EventKind::attach_volume);
  for (const auto& [key, own] : attempts)
    if (!seen.contains(key) && !attached) out.push_back(name_of(*own.front()) + " was not due");
  std::set<std::uint64_t> runs;
  for (const auto& run : r.runs) {
    if (!runs.insert(run.id).second) out.push_back(fmt::format("run {} is told twice", run.id));
    const Sum sum = by_run[run.id];
    const bool same = sum.due == run.volumes && sum.attempts == run.attempts && sum.lost == run.lost &&
                      (sum.due == 0 || (sum.schedule == run.schedule && sum.tick == run.due));
    if (!same)
      out.push_back(fmt::format(
          "run {} of schedule {}: {} volumes, {} attempts, {} lost; its due backups say "
          "{}, {}, {}",
          run.id, run.schedule, run.volumes, run.attempts, run.lost, sum.due, sum.attempts, sum.lost));
    if (!ascending({run.due, run.fired, run.started, run.ended}))
      out.push_back(fmt::format("run {} of schedule {}: instants are out of order", run.id, run.schedule));
    const bool over = run.outcome != Outcome::unfinished;
    if (over != (run.ended != kNever))
      out.push_back(fmt::format("run {} of schedule {} has an end and no outcome, or the other way round",
                                run.id, run.schedule));
  }
  for (const auto& [run, sum] : by_run)
    if (!runs.contains(run)) out.push_back(fmt::format("run {} is not told", run));
  return out;
}

// Bytes.

namespace {

/// Bytes that a line carried: the integral of its load.
double carried(const Recording& r, record::Load::Resource resource, std::uint32_t index, Instant end) {
  double bytes = 0, rate = 0;
  Instant since{};
  for (const auto& load : r.loads) {
    if (load.resource != resource || load.index != index) continue;
    bytes += rate * to_seconds(load.at - since);
    rate = load.rate.value;
    since = load.at;
  }
  return bytes + (rate > 0 ? rate * to_seconds(end - since) : 0);
}

}  // namespace

Violations check_bytes(const model::Scenario& scenario, const Recording& r) {
  Violations out;
  struct Moved {
    double known = 0;  ///< by transfers that have ended
    double open = 0;   ///< at most, by those that were cut off
    double flows = 0;
  };
  std::vector<Moved> in(scenario.targets.size()), from(scenario.targets.size());
  for (const auto& o : r.operations) {
    if (o.target == record::kNone || o.transfer_started == kNever) continue;
    const bool up = o.kind == OperationKind::backup || o.kind == OperationKind::backing_image_backup;
    const bool down = o.kind == OperationKind::restore_replica || o.kind == OperationKind::standby_restore;
    if (!up && !down) continue;
    Moved& moved = (up ? in : from)[o.target];
    ++moved.flows;
    if (o.transfer_ended != kNever)
      moved.known += static_cast<double>(o.bytes.count);
    else
      moved.open += 1e12;  // its process has ended, or the horizon came: nobody counted
  }
  const auto compare = [&](const Moved& moved, double line, std::size_t t, const char* way) {
    const double slack = 1e-6 * moved.known + 4 * (moved.flows + 1);
    if (line < moved.known - slack || line > moved.known + moved.open + slack)
      out.push_back(
          fmt::format("target {}: {} bytes {} by its load, {} by operations", t, line, way, moved.known));
  };
  for (std::uint32_t t = 0; t < scenario.targets.size(); ++t) {
    using Resource = record::Load::Resource;
    compare(in[t], carried(r, Resource::target_write, t, end_of(scenario)), t, "written");
    compare(from[t], carried(r, Resource::target_read, t, end_of(scenario)), t, "read");
  }
  std::set<std::uint32_t> volumes;
  for (const auto& end : r.ends) {
    if (!volumes.insert(end.volume).second || end.stored_blocks < 0)
      out.push_back(fmt::format("volume {} ends twice, or with {} blocks", end.volume, end.stored_blocks));
  }
  if (volumes.size() != scenario.volumes.size()) out.emplace_back("a volume's end is not told");
  return out;
}

std::uint64_t fingerprint_of(const Recording& r) {
  forecast::Fingerprint print;
  for (const auto& x : r.operations) print.add(x);
  for (const auto& x : r.locks) print.add(x);
  for (const auto& x : r.runs) print.add(x);
  for (const auto& x : r.due) print.add(x);
  for (const auto& x : r.loads) print.add(x);
  for (const auto& x : r.ends) print.add(x);
  for (const auto& x : r.messages)
    for (const std::uint64_t word : {static_cast<std::uint64_t>(x.at.time_since_epoch().count()), x.operation,
                                     x.root, static_cast<std::uint64_t>(x.cause)})
      print.add(word);
  return print.value();
}

Violations check_play(const model::Scenario& scenario, const Witness& r) {
  Violations all = r.said_too_early;
  for (const auto& check :
       {check_locks, check_operations, check_limits, check_ledger, check_bytes, check_machines}) {
    const Violations found = check(scenario, r);
    all.insert(all.end(), found.begin(), found.end());
  }
  return all;
}

}  // namespace headway::tests
