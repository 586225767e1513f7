// At most so many backups at once, counted over the cluster, each node's volumes or each target. A volume
// that must wait keeps its job's concurrency slot, and its job's waits have not begun: the snapshot is taken
// when it is let in.
#include "sim/policy/kind.h"

namespace headway::policy {
namespace {

class MaxConcurrent : public Policy {
 public:
  MaxConcurrent(std::int64_t n, Per per, bool longest_first)
      : n_(n), per_(per), longest_first_(longest_first) {}

  bool limits_admission() const override { return true; }
  bool admit(const View& view, const Candidate& candidate) const override {
    const std::uint32_t index = per_ == Per::node ? candidate.node : candidate.target;
    return view.running(per_, index) < n_;
  }
  double urgency(const View& view, const Candidate& candidate) const override {
    // What a scheduler can know beforehand: how much the volume usually changes between backups.
    const model::Volume& volume = view.scenario().volumes[candidate.volume];
    return longest_first_ ? volume.dirtied.per_day.mean() : 0;
  }

 private:
  std::int64_t n_;
  Per per_;
  bool longest_first_;
};

Per per_of(const std::string& word) {
  return word == "node" ? Per::node : word == "target" ? Per::target : Per::cluster;
}

}  // namespace

extern const Kind kind_max_concurrent;
const Kind kind_max_concurrent = {
    "max-concurrent",
    "at most n backups at once",
    {count("n", 4, 1, 1'000'000, "how many"),
     word("per", {"cluster", "node", "target"}, "what they are counted by"),
     word("order", {"first-come", "longest-first"}, "who goes first of those that wait")},
    [](const Settings& s) -> std::unique_ptr<Policy> {
      return std::make_unique<MaxConcurrent>(s.count("n"), per_of(s.word("per")),
                                             s.word("order") == "longest-first");
    }};

}  // namespace headway::policy
