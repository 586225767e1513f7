#include "analysis/explain/trace.h"

#include <algorithm>
#include <set>

#include "analysis/experiment/experiment.h"

namespace headway::explain {
namespace {

using record::kNever;

/// Everything that may be asked about, without what belongs to it.
struct Finder : record::Sink {
  const Question& question;
  std::vector<record::Operation> asked, failed;
  std::vector<record::Run> runs, skipped;
  std::vector<record::Message> messages;

  explicit Finder(const Question& q) : question(q) {}
  record::LoadDetail load_detail() const override { return record::LoadDetail::none; }
  void on(const record::Operation& o) override {
    if (std::find(question.operations.begin(), question.operations.end(), o.id) != question.operations.end())
      asked.push_back(o);
    if (has_failed(o)) failed.push_back(o);
  }
  void on(const record::Run& r) override {
    if (std::find(question.runs.begin(), question.runs.end(), r.id) != question.runs.end()) runs.push_back(r);
    if (r.outcome == record::Outcome::skipped) skipped.push_back(r);
  }
  void on(const record::Message& m) override { messages.push_back(m); }
};

/// Keeps what belongs to the wanted ones.
struct Keeper : record::Sink {
  const std::set<std::uint64_t>& wanted;
  Trace& trace;
  std::set<std::uint64_t> children;

  Keeper(const std::set<std::uint64_t>& w, Trace& t) : wanted(w), trace(t) {}
  record::LoadDetail load_detail() const override { return record::LoadDetail::none; }
  bool wants_steps() const override { return true; }
  bool keeps(std::uint64_t operation) const { return wanted.count(operation) > 0; }
  void on(const record::Operation& o) override {
    // The parents of backups that a schedule made are runs, which have numbers of their own.
    const bool of_run = o.kind == record::OperationKind::vm_backup ||
                        (o.kind == record::OperationKind::backup && o.vm == record::kNone);
    if (keeps(o.id) || (!of_run && keeps(o.parent))) trace.operations.emplace(o.id, o);
  }
  void on(const record::LockAttempt& l) override {
    if (keeps(l.operation)) trace.locks.push_back(l);
  }
  void on(const record::Run& r) override { trace.runs.emplace(r.id, r); }
  void on(const record::Step& s) override {
    if (keeps(s.operation) || keeps(s.other)) trace.steps.push_back(s);
  }
};

bool earlier(const record::Operation& a, const record::Operation& b) {
  return a.ended != b.ended ? a.ended < b.ended : a.id < b.id;
}

}  // namespace

bool has_failed(const record::Operation& operation) {
  return operation.cause != record::Cause::none && (operation.outcome == record::Outcome::failed ||
                                                    operation.outcome == record::Outcome::completed_late ||
                                                    operation.outcome == record::Outcome::unfinished);
}

const record::Operation* Trace::find(std::uint64_t operation) const {
  const auto at = operations.find(operation);
  return at == operations.end() ? nullptr : &at->second;
}

Trace trace_of(const model::Scenario& scenario, const Question& question) {
  Finder found(question);
  experiment::replay(scenario, question.replication, found);
  Trace trace;
  trace.all_failed = found.failed.size();
  trace.all_skipped = found.skipped.size();
  std::sort(found.failed.begin(), found.failed.end(), earlier);
  std::sort(found.skipped.begin(), found.skipped.end(), [](const record::Run& a, const record::Run& b) {
    return a.due != b.due ? a.due < b.due : a.id < b.id;
  });

  std::set<std::uint64_t> wanted;
  const auto want = [&](const record::Operation& o) {
    wanted.insert(o.id);
    if (o.parent != 0) wanted.insert(o.parent);
    if (o.blocked_by_operation != 0) wanted.insert(o.blocked_by_operation);
  };
  for (const record::Operation& o : found.asked) want(o);
  for (const FirstFailure& of : question.first_of) {
    const auto at = std::find_if(found.failed.begin(), found.failed.end(), [&](const record::Operation& o) {
      return of.of_machine ? o.kind == record::OperationKind::vm_backup && o.vm == of.index
                           : o.volume == of.index;
    });
    trace.first_of.push_back(at == found.failed.end() ? 0 : at->id);
    if (at != found.failed.end()) want(*at);
  }
  for (std::size_t k = 0; k < found.failed.size() && k < question.failures; ++k) {
    want(found.failed[k]);
    trace.failed.push_back(found.failed[k].id);
  }
  for (std::size_t k = 0; k < found.skipped.size() && k < question.failures; ++k)
    trace.skipped_runs.push_back(found.skipped[k].id);
  // What went wrong is often another operation's doing, whose own trouble is part of the story; a schedule's
  // messages tell why its runs were left out.
  for (bool more = true; more;) {
    const std::size_t before = wanted.size();
    for (const record::Message& m : found.messages)
      if (wanted.count(m.operation) > 0 && m.root != 0) wanted.insert(m.root);
    for (const record::Run& run : found.runs)
      for (const record::Message& m : found.messages)
        if (m.schedule == run.schedule && m.says == record::Message::Says::suspended)
          wanted.insert(m.operation);
    for (const record::Operation& o : found.failed) {
      const bool part_of_one = o.parent != 0 && wanted.count(o.parent) > 0 &&
                               (o.kind == record::OperationKind::snapshot || o.vm != record::kNone);
      if (wanted.count(o.id) > 0 || part_of_one) want(o);
    }
    more = wanted.size() > before;
  }
  wanted.erase(0);
  Keeper keeper(wanted, trace);
  experiment::replay(scenario, question.replication, keeper);
  for (const record::Message& m : found.messages) {
    const bool of_schedule = m.layer == record::Layer::vm_schedule_controller;
    if (of_schedule || wanted.count(m.operation) > 0) trace.messages.push_back(m);
  }
  return trace;
}

}  // namespace headway::explain
