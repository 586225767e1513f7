#include "analysis/explain/explanation.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/explain/names.h"
#include "analysis/explain/parts.h"
#include "analysis/forecast/record_phrases.h"
#include "sim/core/check.h"

namespace headway::explain {
namespace {

using record::Cause;
using record::kNever;
using record::Layer;
using record::Operation;
using record::OperationKind;
using record::Outcome;
using record::Step;

/// The operation in which it began: what the first error that the object showed points to.
const Operation& root_of(const Trace& trace, const Operation& operation) {
  for (const record::Message& m : trace.messages) {
    if (m.operation != operation.id || m.says != record::Message::Says::failed) continue;
    const Operation* const root = trace.find(m.root);
    return root == nullptr ? operation : *root;
  }
  return operation;
}

/// The cause that was first: an error that is passed on says more than the operation it points to, whose own
/// end may have come later and been another.
Cause root_cause(const Operation& operation, const Operation& root) {
  return operation.cause != Cause::none ? operation.cause : root.cause;
}

std::string outcome_phrase(const Operation& o) {
  switch (o.outcome) {
    case Outcome::completed:
      return "completed";
    case Outcome::completed_late:
      return "completed late";
    case Outcome::failed:
      return "failed";
    case Outcome::skipped:
      return "was skipped";
    case Outcome::unfinished:
      return o.cause == Cause::none ? "was not over at the end" : "was not over at the end, in error";
  }
  return {};
}

void add(std::vector<Fact>& facts, Instant at, std::string text) {
  if (at != kNever) facts.push_back({at, std::move(text)});
}

void add_lock(const Trace& trace, const Operation& o, std::vector<Fact>& facts) {
  for (const record::LockAttempt& lock : trace.locks) {
    if (lock.operation != o.id) continue;
    add(facts, lock.requested,
        fmt::format("it asked for the volume's lock, of type {} ({})", static_cast<int>(lock.type),
                    lock.type == 2 ? "deletion" : "backup or restore"));
    if (lock.granted)
      add(facts, lock.decided, "it had the lock");
    else
      add(facts, lock.decided, "it looked, found another one's file and was refused");
  }
}

/// What happened to the root and to those above it until the failure.
std::vector<Fact> story(const model::Scenario& scenario, const Trace& trace, const Operation& operation,
                        const Operation& root) {
  std::vector<Fact> facts;
  std::vector<const Operation*> chain{&root};
  for (const Operation* at = &root; at->id != operation.id;) {
    at = at->kind == OperationKind::vm_backup ? nullptr : trace.find(at->parent);
    if (at == nullptr) break;
    chain.push_back(at);
  }
  if (chain.back()->id != operation.id) chain.push_back(&operation);
  for (const Operation* o : chain) {
    if (o->scheduled != kNever && o == chain.back())
      add(facts, o->scheduled, fmt::format("tick of {}", model::schedule_name(scenario, o->schedule)));
    switch (o->kind) {
      case OperationKind::vm_backup:
        add(facts, o->requested, fmt::format("{} was made", operation_name(scenario, *o)));
        break;
      case OperationKind::snapshot:
        add(facts, o->requested, fmt::format("{} was made", operation_name(scenario, *o)));
        for (const Step& s : trace.steps) {
          if (s.operation != o->id || s.count != 1) continue;
          if (s.kind == Step::Kind::call_sent)
            add(facts, s.at, "csi-snapshotter called CreateSnapshot for it");
          if (s.kind == Step::Kind::call_answered)
            add(facts, s.at,
                s.cause == Cause::none
                    ? "the call was answered, without an error"
                    : fmt::format("the call ended in an error: {}", forecast::cause_phrase(s.cause)));
        }
        break;
      default:
        add(facts, o->requested,
            fmt::format("{} was {}", operation_name(scenario, *o),
                        o->kind == OperationKind::delete_ ? "asked for" : "made"));
        add_lock(trace, *o, facts);
    }
  }
  if (root.transfer_started != kNever) add(facts, root.transfer_started, "its upload began");
  if (root.cause != Cause::none && root.ended != kNever)
    add(facts, root.ended,
        fmt::format("{}: {}", record::word(root.cause), forecast::cause_phrase(root.cause)));
  std::stable_sort(facts.begin(), facts.end(), [](const Fact& a, const Fact& b) { return a.at < b.at; });
  return facts;
}

std::string_view object_word(Layer layer) {
  switch (layer) {
    case Layer::csi_snapshotter:
      return "VolumeSnapshotContent and VolumeSnapshot";
    case Layer::vm_backup_controller:
      return "VirtualMachineBackup";
    case Layer::vm_schedule_controller:
      return "ScheduleVMBackup";
    default:
      return "Longhorn Backup";
  }
}

/// The text of a message, with the names of the operation that it is about.
std::string text_of(const model::Scenario& scenario, const Trace& trace, const record::Message& m) {
  Operation about;
  if (const Operation* const of = trace.find(m.operation)) about = *of;
  about.volume = m.volume;
  about.vm = m.vm;
  about.schedule = m.schedule;
  const Operation* const root = trace.find(m.root);
  const Cause root_cause = root != nullptr && root->kind == OperationKind::backup ? root->cause : m.cause;
  return messages::message_text(message_names(scenario, about), m, root_cause);
}

/// The most that is shown of what is said again and again.
constexpr std::size_t kMostSayings = 12;

std::vector<Saying> sayings(const model::Scenario& scenario, const Trace& trace, const Operation& operation,
                            const Operation& root) {
  std::vector<Saying> out;
  if (root.kind == OperationKind::backup && root.cause != Cause::none) {
    const std::string text = messages::backup_error_text(message_names(scenario, root), root.cause);
    if (!text.empty()) out.push_back({root.ended, root.layer, "Longhorn Backup", text});
  }
  for (const Step& s : trace.steps)
    if (s.operation == root.id && s.kind == Step::Kind::slot_held)
      out.push_back({s.at, Layer::recurring_job, "log of the job's pod",
                     messages::job_text(message_names(scenario, root), root.cause,
                                        root.started != kNever && root.cause != Cause::start_timeout)});
  for (const record::Message& m : trace.messages) {
    const Operation* const of = trace.find(m.operation);
    const bool own = m.operation == operation.id || m.operation == root.id;
    const bool part =
        of != nullptr && of->parent == operation.id && operation.kind == OperationKind::vm_backup;
    const bool whole =
        of != nullptr && (root.parent == of->id || operation.parent == of->id ||
                          (trace.find(root.parent) != nullptr && trace.find(root.parent)->parent == of->id));
    if (!own && !part && !(whole && of->kind != OperationKind::backup)) continue;
    out.push_back({m.at, m.layer, std::string(object_word(m.layer)), text_of(scenario, trace, m)});
  }
  std::stable_sort(out.begin(), out.end(), [](const Saying& a, const Saying& b) { return a.at < b.at; });
  if (out.size() > kMostSayings) out.resize(kMostSayings);
  return out;
}

}  // namespace

Explanation explain_operation(const model::Scenario& scenario, const Trace& trace, std::uint64_t id) {
  const Operation* const operation = trace.find(id);
  core::check_invariant(operation != nullptr, "an operation that is explained is in its trace");
  const Operation& root = root_of(trace, *operation);
  Explanation e;
  e.name = operation_name(scenario, *operation);
  e.operation = id;
  e.outcome = operation->outcome;
  e.cause = root_cause(*operation, root);
  e.layer = operation->layer;
  e.root = root.id;
  e.day = operation->scheduled != kNever ? operation->scheduled : operation->requested;
  e.headline = fmt::format("{} {}", e.name, outcome_phrase(*operation));
  if (e.headline.front() >= 'a' && e.headline.front() <= 'z') e.headline.front() += 'A' - 'a';
  if (e.cause == Cause::none) {
    e.headline += ".";
    e.happened = story(scenario, trace, *operation, root);
    return e;
  }
  e.headline += fmt::format(": {}, says the {}.", record::word(e.cause),
                            e.layer == Layer::none ? "record" : record::word(e.layer));
  e.happened = story(scenario, trace, *operation, root);
  // The rule and what would have helped are those of the error that was shown.
  Operation shown = root;
  shown.cause = e.cause;
  if (e.cause == Cause::lock_denied) e.holder = holder_of(trace, root);
  e.ended_by = ending_rule(scenario, shown);
  e.said = sayings(scenario, trace, *operation, root);
  e.followed = consequences(scenario, trace, *operation, root);
  e.avoided_by = advice(scenario, shown, e.holder);
  return e;
}

Explanation explain_run(const model::Scenario& scenario, const Trace& trace, std::uint64_t id) {
  const auto at = trace.runs.find(id);
  core::check_invariant(at != trace.runs.end(), "a run that is explained is in its trace");
  const record::Run& run = at->second;
  Explanation e;
  e.run = id;
  e.name = fmt::format("Run {} of {}", id, model::schedule_name(scenario, run.schedule));
  e.outcome = run.outcome;
  e.cause = run.cause;
  e.day = run.due;
  e.headline = fmt::format("{}, due {}, {}{}.", e.name, date_and_clock(run.due), record::word(run.outcome),
                           run.cause == Cause::none ? "" : fmt::format(": {}", record::word(run.cause)));
  add(e.happened, run.due, "its tick");
  add(e.happened, run.started, "it started");
  add(e.happened, run.ended, run.outcome == Outcome::skipped ? "it was skipped" : "it ended");
  if (run.cause == Cause::none) return e;
  Operation shown;
  shown.cause = run.cause;
  e.ended_by = ending_rule(scenario, shown);
  e.avoided_by = advice(scenario, shown, std::nullopt);
  for (const record::Message& m : trace.messages) {
    const bool led_here =
        m.schedule == run.schedule && m.layer == Layer::vm_schedule_controller && m.at <= run.ended;
    if (!led_here) continue;
    e.said.push_back({m.at, m.layer, std::string(object_word(m.layer)), text_of(scenario, trace, m)});
    if (const Operation* const because = trace.find(m.operation);
        because != nullptr && m.says == record::Message::Says::suspended)
      e.happened.push_back(
          {m.at, fmt::format("the schedule was suspended because of {}; ask about {} for more",
                             operation_name(scenario, *because), because->id)});
  }
  std::stable_sort(e.happened.begin(), e.happened.end(),
                   [](const Fact& a, const Fact& b) { return a.at < b.at; });
  return e;
}

}  // namespace headway::explain
