// One link under Poisson arrivals is an M/G/1 queue with processor sharing, whose mean sojourn time is
// E[S] / (1 - rho) whatever the distribution of sizes (insensitivity; Kleinrock 1976, section 4.4), and
// whose number of flows is geometric: P(n) = (1 - rho) rho^n. Fixed seeds; intervals from batch means.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sim/flow/network.h"
#include "tests/flow/dice.h"
#include "tests/flow/play.h"

namespace headway::flow {
namespace {

constexpr double kRate = 1e9;      // bytes a second
constexpr double kMeanSize = 2e9;  // so E[S] = 2 s
constexpr int kBatches = 30, kPerBatch = 4000, kWarmUp = 4000;

struct Measured {
  double sojourn, half_width;  // s; 99.9 % from batch means
  double flows;                // time average
  double arrivals;             // a second
  double busy;                 // share of time with load
  double empty_or_one;         // share of time with at most one flow
};

template <class Size>
Measured measure(double rho, std::uint64_t seed, Size size) {
  Dice dice(seed);
  Network net{kEpoch};
  const LinkId link = net.add_link({kRate});
  const ClassId c = net.open_class(over({link}));
  const double gap = kMeanSize / kRate / rho;
  const int total = kWarmUp + kBatches * kPerBatch;
  std::vector<double> batch(kBatches, 0);
  std::vector<Instant> began(static_cast<std::size_t>(total));
  double area = 0, busy = 0, few = 0, span = 0;
  Instant now = kEpoch, arrival = at(dice.exponential(gap));
  std::vector<Completion> done;
  int started = 0, ended = 0;
  while (ended < total) {
    const Instant next = std::min(net.next_completion(), started < total ? arrival : Instant::max());
    if (ended >= kWarmUp && started < total) {  // Little's law needs a window with arrivals
      const double dt = to_seconds(next - now);
      area += static_cast<double>(net.flows()) * dt;
      busy += net.flows() > 0 ? dt : 0;
      few += net.flows() <= 1 ? dt : 0;
      span += dt;
    }
    now = next;
    done.clear();
    net.pop_completed(now, done);
    for (const Completion& completion : done) {
      const int nth = static_cast<int>(completion.tag);
      if (nth >= kWarmUp)
        batch[static_cast<std::size_t>((nth - kWarmUp) / kPerBatch)] +=
            to_seconds(completion.at - began[completion.tag]);
      ++ended;
    }
    if (started < total && arrival <= now) {
      began[static_cast<std::size_t>(started)] = now;
      net.start(c, now, Bytes{static_cast<std::int64_t>(size(dice)) + 1},
                static_cast<std::uint64_t>(started));
      ++started;
      arrival = now + from_seconds(dice.exponential(gap));
    }
  }
  double mean = 0, squares = 0;
  for (double& b : batch) mean += (b /= kPerBatch) / kBatches;
  for (const double b : batch) squares += (b - mean) * (b - mean);
  const double error = std::sqrt(squares / (kBatches - 1) / kBatches);
  return {mean, 3.66 * error, area / span, 1 / gap, busy / span, few / span};  // t(29) at 99.9 %
}

void expect_processor_sharing(const Measured& m, double rho) {
  const double service = kMeanSize / kRate;
  EXPECT_NEAR(m.sojourn, service / (1 - rho), m.half_width);
  EXPECT_LT(m.half_width, 0.15 * service / (1 - rho));  // or the line above would say nothing
  // Little: mean number = arrival rate x mean sojourn, over one and the same run (edges cost a little).
  EXPECT_NEAR(m.flows, m.arrivals * m.sojourn, 0.03 * m.flows);
  EXPECT_NEAR(m.busy, rho, 0.02);
  EXPECT_NEAR(m.empty_or_one, (1 - rho) * (1 + rho), 0.03);  // geometric
}

TEST(ProcessorSharing, DeterministicSizes) {
  expect_processor_sharing(measure(0.5, 31, [](Dice&) { return kMeanSize; }), 0.5);
  expect_processor_sharing(measure(0.8, 32, [](Dice&) { return kMeanSize; }), 0.8);
}

TEST(ProcessorSharing, HyperexponentialSizes) {
  // 90 % of mean 0.5, 10 % of mean 5.5, times the mean size: mean 1, squared coefficient of variation
  // 2 (0.9 * 0.25 + 0.1 * 30.25) - 1 = 5.5. First come, first served would wait 3.25 times as long as
  // with exponential sizes; processor sharing does not care.
  const auto size = [](Dice& dice) { return kMeanSize * dice.exponential(dice.chance(0.9) ? 0.5 : 5.5); };
  expect_processor_sharing(measure(0.5, 33, size), 0.5);
  expect_processor_sharing(measure(0.8, 34, size), 0.8);
}

}  // namespace
}  // namespace headway::flow
