#include "sim/policy/policy.h"

#include <algorithm>

#include "sim/core/check.h"
#include "sim/policy/kind.h"

namespace headway::policy {

Policies::Policies(const model::Scenario& scenario) {
  for (const model::PolicyChoice& choice : scenario.policies) {
    const Kind* kind = find_kind(choice.name);
    core::check_invariant(kind != nullptr, "a scenario names a policy that does not exist");
    policies_.push_back(kind->make(Settings(choice)));
    limits_ = limits_ || policies_.back()->limits_admission();
  }
}

model::Parameters Policies::select(model::Parameters parameters) const {
  for (const auto& policy : policies_) policy->select(parameters);
  return parameters;
}

Instant Policies::next_start(const View& view, std::uint32_t schedule, Instant tick,
                             std::int64_t tick_key) const {
  if (policies_.empty()) return tick;
  Start start{schedule, tick, tick, tick_key};
  for (const auto& policy : policies_) start.start = policy->next_start(view, start);
  if (start.start == tick) return tick;
  const Duration period = view.period(schedule);
  return tick + (period > Duration::zero() ? (start.start - tick) % period : start.start - tick);
}

bool Policies::admit(const View& view, const Candidate& candidate) const {
  return std::all_of(policies_.begin(), policies_.end(),
                     [&](const auto& policy) { return policy->admit(view, candidate); });
}

double Policies::urgency(const View& view, const Candidate& candidate) const {
  double urgency = 0;
  for (const auto& policy : policies_) urgency += policy->urgency(view, candidate);
  return urgency;
}

std::optional<Duration> Policies::on_refusal(const View& view, const Refusal& refusal) const {
  for (const auto& policy : policies_)
    if (const auto wait = policy->on_refusal(view, refusal)) return wait;
  return std::nullopt;
}

Duration Policies::delete_delay(const View& view, const Deletion& deletion) const {
  Duration longest{};
  for (const auto& policy : policies_) longest = std::max(longest, policy->delete_delay(view, deletion));
  return longest;
}

}  // namespace headway::policy
