#include "analysis/experiment/experiment.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

#include "analysis/forecast/tally.h"
#include "sim/simulation.h"

namespace headway::experiment {
namespace {

/// Hands each record to both.
class Tee : public record::Sink {
 public:
  Tee(record::Sink& first, record::Sink* second) : first_(first), second_(second) {}
  record::LoadDetail load_detail() const override {
    const record::LoadDetail more = second_ == nullptr ? record::LoadDetail::none : second_->load_detail();
    return std::max(first_.load_detail(), more);
  }
  void on(const record::Operation& r) override { both(r); }
  void on(const record::LockAttempt& r) override { both(r); }
  void on(const record::Run& r) override { both(r); }
  void on(const record::DueBackup& r) override { both(r); }
  void on(const record::Load& r) override { both(r); }
  void on(const record::VolumeEnd& r) override { both(r); }
  void on(const record::Message& r) override { both(r); }
  void on(const record::Step& r) override {  // nobody but the second wants them
    if (second_ != nullptr) second_->on(r);
  }
  bool wants_steps() const override { return second_ != nullptr && second_->wants_steps(); }
  void expect(std::uint32_t volume) override {
    first_.expect(volume);
    if (second_ != nullptr) second_->expect(volume);
  }

 private:
  template <class Record>
  void both(const Record& r) {
    first_.on(r);
    if (second_ != nullptr) second_->on(r);
  }
  record::Sink& first_;
  record::Sink* second_;
};

/// What the threads share.
struct Shared {
  const model::Scenario& scenario;
  const Plan& plan;
  std::atomic<std::int64_t> next{0};
  std::mutex mutex;  // guards everything below
  std::vector<std::optional<forecast::ReplicationSummary>> summaries;
  std::vector<std::unique_ptr<record::Sink>> details;
  std::int64_t taken = 0, done = 0;  // details handed over; replications over
  std::int64_t events = 0, solves = 0;
  std::exception_ptr failure;

  Shared(const model::Scenario& s, const Plan& p)
      : scenario(s),
        plan(p),
        summaries(static_cast<std::size_t>(p.replications)),
        details(static_cast<std::size_t>(p.replications)) {}
};

bool stopped(Shared& shared) {
  if (shared.plan.cancelled != nullptr && shared.plan.cancelled->load()) return true;
  const std::lock_guard guard(shared.mutex);
  return shared.failure != nullptr;
}

void finish(Shared& shared, std::int64_t r, forecast::ReplicationSummary summary,
            std::unique_ptr<record::Sink> detail, const PlayCost& cost) {
  const std::lock_guard guard(shared.mutex);
  shared.summaries[static_cast<std::size_t>(r)] = std::move(summary);
  shared.details[static_cast<std::size_t>(r)] = std::move(detail);
  shared.events += static_cast<std::int64_t>(cost.events);
  shared.solves += static_cast<std::int64_t>(cost.solves);
  while (shared.taken < shared.plan.replications &&
         shared.summaries[static_cast<std::size_t>(shared.taken)]) {
    auto& over = shared.details[static_cast<std::size_t>(shared.taken)];
    if (over && shared.plan.take) shared.plan.take(shared.taken, *over);
    over.reset();
    ++shared.taken;
  }
  ++shared.done;
  if (shared.plan.progress) shared.plan.progress(shared.done);
}

void work(Shared& shared) {
  try {
    for (;;) {
      if (stopped(shared)) return;
      const std::int64_t r = shared.next++;
      if (r >= shared.plan.replications) return;
      forecast::Tally tally(shared.scenario);
      auto detail = shared.plan.detail ? shared.plan.detail(r) : nullptr;
      Tee tee(tally, detail.get());
      const PlayCost cost = play(shared.scenario, static_cast<std::uint32_t>(r), tee, {shared.plan.check});
      forecast::ReplicationSummary summary = tally.finish();
      summary.events = static_cast<std::int64_t>(cost.events);
      finish(shared, r, std::move(summary), std::move(detail), cost);
    }
  } catch (...) {
    const std::lock_guard guard(shared.mutex);
    if (!shared.failure) shared.failure = std::current_exception();
  }
}

}  // namespace

Outcome run(const model::Scenario& scenario, const Plan& plan) {
  Shared shared(scenario, plan);
  const auto threads = static_cast<unsigned>(std::min<std::int64_t>(plan.threads, plan.replications));
  std::vector<std::thread> others;
  for (unsigned i = 1; i < threads; ++i) others.emplace_back([&shared] { work(shared); });
  work(shared);
  for (std::thread& other : others) other.join();
  if (shared.failure) std::rethrow_exception(shared.failure);

  Outcome outcome;
  outcome.cancelled = shared.done < plan.replications;
  outcome.events = shared.events;
  outcome.solves = shared.solves;
  if (!outcome.cancelled)
    for (auto& summary : shared.summaries) outcome.replications.push_back(std::move(*summary));
  return outcome;
}

void replay(const model::Scenario& scenario, std::uint32_t replication, record::Sink& sink) {
  play(scenario, replication, sink);
}

}  // namespace headway::experiment
