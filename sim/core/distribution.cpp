#include "sim/core/distribution.h"

#include <algorithm>
#include <cmath>

#include "sim/core/math.h"

namespace headway::core {
namespace {

constexpr double kZ95 = 1.6448536269514722;

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

/// P(Z < -mean / sd): the part of the normal that truncation at zero cuts off, by bisection on our own
/// quantile, so that no libm erf is needed. 60 halvings, done once a sample only when the cut matters.
double mass_below_zero(const Normal& n) {
  if (n.sd <= 0 || n.mean > 6 * n.sd) return 0;
  double low = 0, high = 1;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (n.mean + n.sd * normal_quantile(std::clamp(middle, 1e-300, 1 - 1e-16)) < 0 ? low : high) = middle;
  }
  return low;
}

}  // namespace

double Distribution::sample(double u) const {
  return std::visit(
      Overloaded{[](const Constant& s) { return s.value; },
                 [u](const Uniform& s) { return s.low + (s.high - s.low) * u; },
                 [u](const Exponential& s) { return -s.mean * core::log(1 - u); },
                 [u](const Lognormal& s) { return s.median * core::exp(s.sigma * normal_quantile(u)); },
                 [u](const Normal& s) {
                   const double cut = mass_below_zero(s);
                   return std::max(0.0,
                                   s.mean + s.sd * normal_quantile(std::min(cut + (1 - cut) * u, 1 - 1e-16)));
                 },
                 [u](const Empirical& s) {
                   const auto n = s.values.size();
                   return s.values[std::min(n - 1, static_cast<std::size_t>(u * static_cast<double>(n)))];
                 }},
      shape_);
}

double Distribution::mean() const {
  return std::visit(Overloaded{[](const Constant& s) { return s.value; },
                               [](const Uniform& s) { return (s.low + s.high) / 2; },
                               [](const Exponential& s) { return s.mean; },
                               [](const Lognormal& s) { return s.median * core::exp(s.sigma * s.sigma / 2); },
                               [](const Normal& s) {
                                 // E[X | X > 0] = mean + sd * phi(a) / (1 - Phi(a)), a = -mean / sd
                                 if (s.sd <= 0) return s.mean;
                                 const double a = -s.mean / s.sd;
                                 const double density = 0.3989422804014327 * core::exp(-a * a / 2);
                                 return s.mean + s.sd * density / (1 - mass_below_zero(s));
                               },
                               [](const Empirical& s) {
                                 double sum = 0;
                                 for (const double v : s.values) sum += v;
                                 return sum / static_cast<double>(s.values.size());
                               }},
                    shape_);
}

double Distribution::variance() const {
  return std::visit(Overloaded{[](const Constant&) { return 0.0; },
                               [](const Uniform& s) { return (s.high - s.low) * (s.high - s.low) / 12; },
                               [](const Exponential& s) { return s.mean * s.mean; },
                               [](const Lognormal& s) {
                                 const double e = core::exp(s.sigma * s.sigma);
                                 return s.median * s.median * e * (e - 1);
                               },
                               [](const Normal& s) {
                                 if (s.sd <= 0) return 0.0;
                                 const double a = -s.mean / s.sd;
                                 const double hazard =
                                     0.3989422804014327 * core::exp(-a * a / 2) / (1 - mass_below_zero(s));
                                 return s.sd * s.sd * (1 + a * hazard - hazard * hazard);
                               },
                               [](const Empirical& s) {
                                 const auto n = static_cast<double>(s.values.size());
                                 double sum = 0, squares = 0;
                                 for (const double v : s.values) sum += v;
                                 for (const double v : s.values) squares += (v - sum / n) * (v - sum / n);
                                 return squares / n;
                               }},
                    shape_);
}

double Distribution::sample_sum(std::int64_t n, double u) const {
  if (n <= 0) return 0;
  const auto count = static_cast<double>(n);
  if (is_constant()) return count * mean();
  if (n == 1) return sample(u);
  return std::max(0.0, count * mean() + std::sqrt(count * variance()) * normal_quantile(u));
}

double lognormal_sigma(double median, double p95) {
  return core::log(p95 / median) / kZ95;
}

}  // namespace headway::core
