// What holds of virtual machines' backups and of CSI in every play.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "tests/properties/play_properties.h"

namespace headway::tests {
namespace {

using record::kNever;
using record::Message;
using record::OperationKind;
using record::Outcome;
using record::Step;

double at(Instant t) {
  return t == kNever ? -1 : to_seconds(t - kStart);
}

bool completed(const record::Operation& o) {
  return o.outcome == Outcome::completed || o.outcome == Outcome::completed_late;
}

/// Calls of csi-snapshotter under way. What is under way when its leader goes is nobody's any more.
void check_calls(const model::Scenario& scenario, const Recording& r, Violations& out) {
  std::int64_t now = 0;
  std::map<std::uint64_t, std::int64_t> of;
  auto event = scenario.events.begin();
  for (const Step& step : r.steps) {
    for (; event != scenario.events.end() && event->at <= step.at; ++event)
      if (event->kind == model::EventKind::restart_csi_snapshotter) now = 0, of.clear();
    if (step.kind == Step::Kind::call_sent) {
      ++now;
      if (++of[step.operation] > 1)
        out.push_back(fmt::format("snapshot {}: two calls at once at {:.3f}", step.operation, at(step.at)));
    }
    if (step.kind == Step::Kind::call_answered) --now, --of[step.operation];
    if (now > scenario.platform.parameters.sidecar_workers || now < 0)
      out.push_back(fmt::format("{} calls of csi-snapshotter at {:.3f}, {} workers", now, at(step.at),
                                scenario.platform.parameters.sidecar_workers));
  }
}

/// Every message speaks of operations that there are.
void check_messages(const Recording& r, Violations& out) {
  std::set<std::uint64_t> ids{0};
  for (const record::Operation& o : r.operations) ids.insert(o.id);
  for (const Message& message : r.messages) {
    for (const std::uint64_t id : {message.operation, message.root})
      if (!ids.contains(id))
        out.push_back(fmt::format("a message of {:.3f} speaks of {}", at(message.at), id));
    const bool needs_cause =
        message.says == Message::Says::failed || message.says == Message::Says::suspended;
    if (needs_cause && message.cause == record::Cause::none)
      out.push_back(fmt::format("a message of {:.3f} without a cause", at(message.at)));
  }
}

/// A VM backup is ready when all its disks are, and in error when one of them is.
void check_disks(const model::Scenario& scenario, const Recording& r, Violations& out) {
  std::map<std::uint64_t, std::vector<const record::Operation*>> disks;
  for (const record::Operation& o : r.operations)
    if (o.kind == OperationKind::snapshot) disks[o.parent].push_back(&o);
  for (const record::Operation& o : r.operations) {
    if (o.kind != OperationKind::vm_backup) continue;
    const auto& own = disks[o.id];
    const auto say = [&](const char* what) {
      out.push_back(fmt::format("VM backup {} ({:.3f}): {}", o.id, at(o.requested), what));
    };
    std::set<std::uint32_t> volumes;
    for (const record::Operation* disk : own) volumes.insert(disk->volume);
    if (volumes.size() != own.size()) say("two snapshots of one disk");
    if (!own.empty() && own.size() != scenario.machines[o.vm].volumes.size()) say("not all disks");
    if (own.empty() && completed(o)) say("completed without disks");
    for (const record::Operation* disk : own) {
      if (completed(o) && !completed(*disk)) say("completed without one of its disks");
      if (completed(o) && disk->ended > o.ended) say("completed before one of its disks");
      if (o.outcome == Outcome::completed && disk->outcome == Outcome::completed_late &&
          o.ended < disk->ended)
        say("late disk");
    }
    disks.erase(o.id);
  }
  for (const auto& [id, own] : disks)
    out.push_back(fmt::format("{} snapshots of {}, which is no VM backup", own.size(), id));
}

/// Longhorn backups of machines have the snapshot that asked for them, and no two of a snapshot run at once
/// in Longhorn's lists: the next is made when the one before has gone.
void check_parents(const Recording& r, Violations& out) {
  std::map<std::uint64_t, const record::Operation*> snapshots;
  for (const record::Operation& o : r.operations)
    if (o.kind == OperationKind::snapshot) snapshots[o.id] = &o;
  for (const record::Operation& o : r.operations) {
    if (o.kind != OperationKind::backup || o.vm == record::kNone) continue;
    const auto snapshot = snapshots.find(o.parent);
    if (snapshot == snapshots.end())
      out.push_back(fmt::format("backup {} of a machine without its snapshot", o.id));
    else if (snapshot->second->volume != o.volume || snapshot->second->requested > o.requested)
      out.push_back(fmt::format("backup {} is not of its snapshot", o.id));
  }
}

/// A schedule's own VM backups never run beside each other, but for one that is in error.
void check_turns(const model::Scenario& scenario, const Recording& r, Violations& out) {
  std::map<std::uint32_t, const record::Operation*> last;
  for (const record::Operation& o : r.all(OperationKind::vm_backup)) {
    if (o.schedule < model::first_vm_schedule(scenario)) continue;
    const record::Operation*& before = last[o.schedule];
    const bool shown = before == nullptr || (before->ended != kNever && before->ended <= o.requested) ||
                       before->outcome == Outcome::completed_late;
    if (!shown)
      out.push_back(fmt::format("VM backup {} begins at {:.3f} while {} is under way", o.id, at(o.requested),
                                before->id));
    if (o.requested - o.scheduled > scenario.platform.parameters.vm_schedule_fire_validity)
      out.push_back(fmt::format("VM backup {} begins {:.3f} s after its tick", o.id,
                                to_seconds(o.requested - o.scheduled)));
    before = r.operations.data() + (std::find_if(r.operations.begin(), r.operations.end(),
                                                 [&](const auto& x) { return x.id == o.id; }) -
                                    r.operations.begin());
  }
}

}  // namespace

Violations check_machines(const model::Scenario& scenario, const Recording& r) {
  Violations out;
  check_calls(scenario, r, out);
  check_messages(r, out);
  check_disks(scenario, r, out);
  check_parents(r, out);
  check_turns(scenario, r, out);
  return out;
}

}  // namespace headway::tests
