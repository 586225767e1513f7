// Who may begin a backup now: the gate that policies put before a volume's turn. Without a policy that limits
// admission it costs a branch.
//
// Those who wait are kept by (node, target), since candidates of one pair get the same answer; when a backup
// ends only the first of each pair is asked for. Cost of a change: O(pairs with somebody waiting).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "sim/core/await.h"
#include "sim/policy/policy.h"

namespace headway::world {

class Admission {
 public:
  Admission(std::size_t nodes, std::size_t targets) : by_node_(nodes), by_target_(targets) {}

  /// Returns once the candidate may begin; it is counted as running from then on.
  core::Task<void> enter(core::Engine& engine, const policy::Policies& policies, const policy::View& view,
                         policy::Candidate candidate);
  /// The candidate's backup is over (or never began): lets others in.
  void leave(core::Engine& engine, const policy::Policies& policies, const policy::View& view,
             const policy::Candidate& candidate);

  std::int64_t running(policy::Per per, std::uint32_t index) const;

 private:
  struct Waiting {
    double urgency;
    std::uint64_t arrival;
    policy::Candidate candidate;
    std::shared_ptr<core::Semaphore> turn;  // shared with the frame that waits for it
    bool operator<(const Waiting& other) const {
      return urgency != other.urgency ? urgency > other.urgency : arrival < other.arrival;
    }
  };
  using Pair = std::pair<std::uint32_t, std::uint32_t>;  // node, target

  void count(const policy::Candidate& candidate, std::int64_t by);
  void let_in(core::Engine& engine, const policy::Policies& policies, const policy::View& view);

  std::int64_t all_ = 0;
  std::vector<std::int64_t> by_node_, by_target_;
  std::map<Pair, std::set<Waiting>> waiting_;
  std::uint64_t arrivals_ = 0;
};

}  // namespace headway::world
