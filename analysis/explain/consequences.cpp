#include <fmt/format.h>

#include <algorithm>

#include "analysis/explain/names.h"
#include "analysis/explain/parts.h"
#include "analysis/forecast/phrases.h"

namespace headway::explain {
namespace {

using record::Cause;
using record::kNever;
using record::Operation;
using record::OperationKind;
using record::Step;

std::string length(Duration d) {
  return forecast::duration_phrase(to_seconds(d));
}

/// What the delete of the failed object came to, when that has happened; when it will be, when not.
Fact expiry(const model::Scenario& scenario, const Trace& trace, const Step& expires) {
  for (const auto& [id, o] : trace.operations) {
    if (o.kind != OperationKind::delete_ || o.parent != expires.operation) continue;
    if (o.requested < expires.at + expires.span)
      return {o.requested,
              fmt::format("somebody deleted its failed object: {} asked for the volume's lock of type 2",
                          operation_name(scenario, o))};
    return {o.requested, fmt::format("its failed object was deleted, {} old (target.failed_backup_ttl): {} "
                                     "asked for the volume's lock "
                                     "of type 2 at nearly the same time of day",
                                     length(o.requested - expires.at), operation_name(scenario, o))};
  }
  return {expires.at + expires.span,
          fmt::format("if the failed object is still there, the next poll of the target deletes it "
                      "(target.failed_backup_ttl {}), with a lock of type 2 at nearly the same time of day",
                      length(expires.span))};
}

void add_steps(const model::Scenario& scenario, const Trace& trace, std::uint64_t operation,
               std::vector<Fact>& out) {
  for (const Step& s : trace.steps) {
    if (s.operation != operation) continue;
    switch (s.kind) {
      case Step::Kind::slot_held:
        out.push_back(
            {s.at, fmt::format("the job's slot, held for it for {}, was free again", length(s.span))});
        break;
      case Step::Kind::rerun:
        out.push_back({s.at, "the job's pod started over, and backed up every one of its volumes again"});
        break;
      case Step::Kind::expires:
        if (s.span > Duration::zero()) out.push_back(expiry(scenario, trace, s));
        break;
      case Step::Kind::backup_deleted:
        out.push_back({s.at, "Harvester deleted its Longhorn backup"});
        break;
      case Step::Kind::snapshot_stuck:
        out.push_back(
            {s.at,
             "its snapshot was deleted with its backup and is stuck: it is the parent of the volume's head, "
             "and goes when there is a newer one"});
        break;
      case Step::Kind::retried:
        out.push_back(
            {s.at,
             "csi-snapshotter found no backup any more: a new snapshot was taken and a new backup made for "
             "it"});
        break;
      default:
        break;
    }
  }
}

/// The VM backup that the operation is or belongs to; null when there is none.
const Operation* vm_backup_of(const Trace& trace, const Operation& operation) {
  const Operation* at = &operation;
  for (int depth = 0; depth < 3 && at != nullptr; ++depth) {
    if (at->kind == OperationKind::vm_backup) return at;
    at = trace.find(at->parent);
  }
  return nullptr;
}

void add_vm_backup(const model::Scenario& scenario, const Trace& trace, const Operation& vm_backup,
                   const Operation& root, std::vector<Fact>& out) {
  for (const record::Message& m : trace.messages) {
    if (m.operation != vm_backup.id) continue;
    if (m.says == record::Message::Says::suspended)
      out.push_back({m.at, fmt::format("schedule {} was suspended; it does not resume by itself",
                                       model::schedule_name(scenario, m.schedule))});
    if (m.says == record::Message::Says::recovered)
      out.push_back({m.at, "all its disks were ready in the end: the error is gone"});
  }
  for (const auto& [id, o] : trace.operations) {
    const Operation* const snapshot = trace.find(o.parent);
    const bool sibling = o.kind == OperationKind::backup && o.id != root.id &&
                         o.cause == Cause::deleted_meanwhile && snapshot != nullptr &&
                         snapshot->parent == vm_backup.id;
    if (!sibling) continue;
    const auto step = std::find_if(trace.steps.begin(), trace.steps.end(), [id = id](const Step& s) {
      return s.operation == id && s.kind == Step::Kind::backup_deleted;
    });
    if (step == trace.steps.end()) continue;
    out.push_back(
        {step->at, fmt::format("Harvester deleted {}, whose disk had no error{}", operation_name(scenario, o),
                               o.released != kNever && o.released > step->at
                                   ? fmt::format("; its upload went on, and kept its lock, for {} more",
                                                 length(o.released - step->at))
                                   : std::string{})});
  }
}

}  // namespace

std::vector<Fact> consequences(const model::Scenario& scenario, const Trace& trace,
                               const Operation& operation, const Operation& root) {
  std::vector<Fact> out;
  add_steps(scenario, trace, root.id, out);
  if (operation.id != root.id) add_steps(scenario, trace, operation.id, out);
  if (operation.kind == OperationKind::vm_backup)
    for (const auto& [id, o] : trace.operations)
      if (o.parent == operation.id && o.kind == OperationKind::snapshot && id != root.id)
        add_steps(scenario, trace, id, out);
  if (const Operation* const vm_backup = vm_backup_of(trace, operation))
    add_vm_backup(scenario, trace, *vm_backup, root, out);
  std::stable_sort(out.begin(), out.end(), [](const Fact& a, const Fact& b) { return a.at < b.at; });
  return out;
}

}  // namespace headway::explain
