#include "analysis/placement/search.h"

#include <algorithm>
#include <vector>

#include "analysis/placement/conflict_graph.h"
#include "analysis/placement/state.h"
#include "sim/core/random.h"

namespace headway::placement {
namespace {

constexpr std::size_t kHistory = 200;

/// A state's worth: its levels, then how flat it is.
struct Worth {
  Objective objective;
  double roughness = 0;
};

Worth worth(const State& state) {
  return Worth{state.objective(), state.roughness()};
}

/// What leads the search where levels stand still: a flat night leads on, a small move does not.
enum class Guide { flatness, distance };

bool no_worse(const Worth& a, const Worth& b, Guide guide) {
  Objective x = a.objective, y = b.objective;
  if (guide == Guide::flatness) x.moved = y.moved = 0;
  if (!equal(x, y)) return better(x, y);
  if (a.roughness < b.roughness - kResolution) return true;
  if (a.roughness > b.roughness + kResolution) return false;
  return a.objective.moved <= b.objective.moved;
}

/// Puts the window, which is nowhere, where it is best; the earliest place of equals.
void put_best(State& state, const Problem& problem, std::uint32_t w, Guide guide) {
  std::uint32_t best = 0;
  Worth least;
  for (std::uint32_t place = 0; place < problem.windows[w].places.size(); ++place) {
    state.put(w, place);
    const Worth here = worth(state);
    state.take(w);
    if (place == 0 || !no_worse(least, here, guide)) best = place, least = here;
  }
  state.put(w, best);
}

class LocalSearch {
 public:
  LocalSearch(const Problem& problem, const SearchOptions& options)
      : problem_(problem), luck_(options.seed, 0), state_(problem) {
    for (std::uint32_t w = 0; w < problem.windows.size(); ++w)
      if (problem.windows[w].places.size() > 1) movable_.push_back(w);
  }

  Solution run(std::int64_t moves) {
    for (std::uint32_t w = 0; w < problem_.windows.size(); ++w) state_.put(w, 0);
    keep();
    if (!movable_.empty()) {
      for (const std::uint32_t w : movable_) state_.take(w);
      for (const std::uint32_t w : dsatur_order(problem_)) {
        if (problem_.windows[w].places.size() == 1) continue;
        tried_ += static_cast<std::int64_t>(problem_.windows[w].places.size());
        put_best(state_, problem_, w, Guide::flatness);
      }
      keep();
      anneal(moves / 2);
      kick_and_descend(moves);
    }
    return Solution{best_, objective_, false, tried_};
  }

 private:
  double uniform(std::uint32_t what) {
    return luck_.uniform(0x706c616365, what, static_cast<std::int64_t>(tried_), 0);
  }
  std::uint32_t pick(std::uint32_t what, std::size_t of) {
    return static_cast<std::uint32_t>(uniform(what) * static_cast<double>(of));
  }

  void keep() {
    const Objective here = state_.objective();
    if (best_.empty() || better(here, objective_)) best_ = state_.placement(), objective_ = here;
  }
  void go_to(const Placement& placement) {
    for (std::uint32_t w = 0; w < placement.size(); ++w) {
      if (state_.placement()[w] == placement[w]) continue;
      state_.take(w);
      state_.put(w, placement[w]);
    }
  }

  /// Every window to its best place, until nothing helps.
  void descend(std::int64_t budget, Guide guide) {
    for (bool helped = true; helped && tried_ < budget;) {
      helped = false;
      const std::uint32_t from = pick(7, movable_.size());
      for (std::size_t i = 0; i < movable_.size() && tried_ < budget; ++i) {
        const std::uint32_t w = movable_[(from + i) % movable_.size()];
        const std::uint32_t before = state_.placement()[w];
        state_.take(w);
        put_best(state_, problem_, w, guide);
        tried_ += static_cast<std::int64_t>(problem_.windows[w].places.size());
        helped = helped || state_.placement()[w] != before;
        keep();
      }
    }
  }

  /// Iterated local search: from the best state, or now and then from anywhere, a few windows elsewhere, and
  /// down again.
  void kick_and_descend(std::int64_t budget) {
    for (std::int64_t round = 0; tried_ < budget; ++round) {
      go_to(best_);
      const bool anywhere = round % 8 == 7;
      const std::size_t kicks = anywhere ? movable_.size() : round == 0 ? 0 : 1 + pick(8, 4);
      for (std::size_t k = 0; k < kicks; ++k) {
        const std::uint32_t w = anywhere ? movable_[k] : choose();
        state_.take(w);
        state_.put(w, pick(6, problem_.windows[w].places.size()));
        ++tried_;
      }
      descend(budget, round % 2 == 0 ? Guide::distance : Guide::flatness);
    }
  }

  /// A window that has a part in what is wrong, or any.
  std::uint32_t choose() {
    if (uniform(1) < 0.5) return movable_[pick(2, movable_.size())];
    const std::int32_t slot = state_.peak_slot();
    std::vector<std::uint32_t> guilty;
    for (const std::uint32_t w : movable_)
      if (state_.too_near_of(w) > 0 || state_.lost_of(w) > kResolution || state_.load_at(w, slot) > 0)
        guilty.push_back(w);
    return guilty.empty() ? movable_[pick(2, movable_.size())] : guilty[pick(3, guilty.size())];
  }

  void anneal(std::int64_t budget) {
    Worth present = worth(state_);
    std::vector<Worth> history(kHistory, present);
    for (std::size_t step = 0; tried_ < budget; ++step, ++tried_) {
      const std::uint32_t first = choose();
      const std::uint32_t second = movable_[pick(4, movable_.size())];
      const Placement before = {state_.placement()[first], state_.placement()[second]};
      const bool swap = first != second && uniform(5) < 0.3;
      state_.take(first);
      if (swap) {
        // Each to the place nearest to where the other one stands.
        state_.take(second);
        state_.put(first, nearest(first, problem_.windows[second].places[before[1]].shift));
        state_.put(second, nearest(second, problem_.windows[first].places[before[0]].shift));
      } else {
        state_.put(first, pick(6, problem_.windows[first].places.size()));
      }
      const Worth here = worth(state_);
      Worth& old = history[step % kHistory];
      if (no_worse(here, present, Guide::flatness) || no_worse(here, old, Guide::flatness)) {
        present = here;
        keep();
      } else {
        state_.take(first);
        if (swap) {
          state_.take(second);
          state_.put(second, before[1]);
        }
        state_.put(first, before[0]);
      }
      if (!no_worse(old, present, Guide::flatness)) old = present;
    }
  }

  std::uint32_t nearest(std::uint32_t w, std::int32_t shift) const {
    std::uint32_t best = 0;
    std::int64_t least = -1;
    const auto& places = problem_.windows[w].places;
    for (std::uint32_t place = 0; place < places.size(); ++place) {
      const std::int64_t off = std::abs(std::int64_t{places[place].shift} - shift);
      if (least < 0 || off < least) best = place, least = off;
    }
    return best;
  }

  const Problem& problem_;
  core::Luck luck_;
  State state_;
  std::vector<std::uint32_t> movable_;
  Placement best_;
  Objective objective_;
  std::int64_t tried_ = 0;
};

}  // namespace

double combinations(const Problem& problem) {
  double product = 1;
  for (const Window& window : problem.windows) product *= static_cast<double>(window.places.size());
  return product;
}

Solution exhaustive(const Problem& problem) {
  Solution best;
  State state(problem);
  const std::size_t n = problem.windows.size();
  Placement at(n, 0);
  for (std::uint32_t w = 0; w < n; ++w) state.put(w, 0);
  for (;;) {
    const Objective here = state.objective();
    if (best.moves++ == 0 || better(here, best.objective)) best.placement = at, best.objective = here;
    std::size_t w = n;
    while (w > 0 && at[w - 1] + 1 == problem.windows[w - 1].places.size()) --w;
    if (w == 0) break;
    for (std::size_t i = w - 1; i < n; ++i) {
      const std::uint32_t place = i == w - 1 ? at[i] + 1 : 0;
      if (at[i] == place) continue;
      state.take(static_cast<std::uint32_t>(i));
      state.put(static_cast<std::uint32_t>(i), place);
      at[i] = place;
    }
  }
  best.proved_optimal = true;
  return best;
}

Solution search(const Problem& problem, const SearchOptions& options) {
  Solution all;
  all.placement = today(problem);
  all.proved_optimal = true;
  const auto parts = components(problem);
  std::vector<double> peaks;
  const auto solve = [&](const std::vector<std::uint32_t>& windows, double threshold) {
    Problem part = restricted(problem, windows);
    part.threshold = threshold;
    const bool few = combinations(part) <= options.try_all_up_to;
    const auto share =
        static_cast<std::int64_t>(static_cast<double>(options.moves) * static_cast<double>(windows.size()) /
                                  static_cast<double>(problem.windows.size()));
    const Solution solution =
        few ? exhaustive(part) : LocalSearch(part, options).run(std::max<std::int64_t>(share, 1000));
    for (std::size_t i = 0; i < windows.size(); ++i) all.placement[windows[i]] = solution.placement[i];
    all.proved_optimal = all.proved_optimal && solution.proved_optimal;
    all.moves += solution.moves;
    return solution.objective.peak;
  };
  for (const auto& windows : parts) peaks.push_back(solve(windows, problem.threshold));
  // The highest peak of all is what counts: the others need not be moved to stay below it.
  const double highest = peaks.empty() ? 0 : *std::max_element(peaks.begin(), peaks.end());
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (peaks[i] < highest) solve(parts[i], problem.threshold + highest);
  all.objective = evaluate(problem, all.placement);
  return all;
}

}  // namespace headway::placement
