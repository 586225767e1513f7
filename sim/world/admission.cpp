#include "sim/world/admission.h"

namespace headway::world {

void Admission::count(const policy::Candidate& candidate, std::int64_t by) {
  all_ += by;
  by_node_[candidate.node] += by;
  by_target_[candidate.target] += by;
}

std::int64_t Admission::running(policy::Per per, std::uint32_t index) const {
  switch (per) {
    case policy::Per::cluster:
      return all_;
    case policy::Per::node:
      return by_node_[index];
    case policy::Per::target:
      return by_target_[index];
  }
  return all_;
}

core::Task<void> Admission::enter(core::Engine& engine, const policy::Policies& policies,
                                  const policy::View& view, policy::Candidate candidate) {
  if (!policies.limits_admission()) co_return;
  const auto turn = std::make_shared<core::Semaphore>(0);
  waiting_[{candidate.node, candidate.target}].insert(
      Waiting{policies.urgency(view, candidate), arrivals_++, candidate, turn});
  // All that come at one instant are looked at together: a run's volumes ask in no order that means anything.
  co_await core::delay(engine, Duration::zero(), core::Rank::work);
  let_in(engine, policies, view);
  co_await core::take(engine, *turn);
}

void Admission::let_in(core::Engine& engine, const policy::Policies& policies, const policy::View& view) {
  std::set<Pair> refused;
  for (;;) {
    const std::pair<const Pair, std::set<Waiting>>* first = nullptr;
    for (const auto& pair : waiting_) {
      if (refused.contains(pair.first)) continue;
      if (first == nullptr || *pair.second.begin() < *first->second.begin()) first = &pair;
    }
    if (first == nullptr) return;
    const Pair key = first->first;
    const Waiting& next = *first->second.begin();
    if (!policies.admit(view, next.candidate)) {
      refused.insert(key);
      continue;
    }
    count(next.candidate, 1);
    next.turn->release(engine);
    auto& queue = waiting_[key];
    queue.erase(queue.begin());
    if (queue.empty()) waiting_.erase(key);
  }
}

void Admission::leave(core::Engine& engine, const policy::Policies& policies, const policy::View& view,
                      const policy::Candidate& candidate) {
  if (!policies.limits_admission()) return;
  count(candidate, -1);
  let_in(engine, policies, view);
}

}  // namespace headway::world
