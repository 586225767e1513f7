#include "sim/io/distribution_reader.h"

#include <fmt/format.h>

#include <algorithm>

namespace headway::io {
namespace {

using core::Distribution;

std::optional<double> read_leaf(Input& in, NodeId node, const QuantityLimit& limit, bool positive) {
  if (limit.quantity == Quantity::bytes) {
    const auto value = read_bytes(in, node, Bytes{positive ? 1 : 0}, limit.bytes);
    return value ? std::optional(static_cast<double>(value->count)) : std::nullopt;
  }
  const auto value = read_duration(in, node, Duration{positive ? 1 : 0}, limit.duration);
  return value ? std::optional(to_seconds(*value)) : std::nullopt;
}

std::optional<Distribution> read_lognormal(Input& in, NodeId node, const QuantityLimit& limit) {
  Fields fields(in, node, keys::kLognormal);
  const auto positive = [&](Input& i, NodeId n) { return read_leaf(i, n, limit, true); };
  const auto median = fields.must("median", "the middle value", positive);
  const NodeId p95 = fields.find("p95"), sigma = fields.find("sigma");
  if (!fields.is_object()) return std::nullopt;
  if ((p95 == kNoNode) == (sigma == kNoNode)) {
    in.refuse(node, "exactly one of \"p95\" and \"sigma\"", {},
              p95 == kNoNode ? "neither of them" : "both of them");
    return std::nullopt;
  }
  if (sigma != kNoNode) {
    const auto value = read_number(in, sigma, 0, kMaxSigma);
    if (!median || !value) return std::nullopt;
    return Distribution(core::Lognormal{*median, *value});
  }
  const auto high = positive(in, p95);
  if (!median || !high) return std::nullopt;
  if (*high < *median) {
    in.refuse(p95, "a 95th percentile that is not below the median");
    return std::nullopt;
  }
  const double value = *high == *median ? 0 : core::lognormal_sigma(*median, *high);
  if (value > kMaxSigma) {
    in.refuse(p95, fmt::format("a 95th percentile nearer to the median (sigma would be {:.3g}, at most {})",
                               value, kMaxSigma));
    return std::nullopt;
  }
  return Distribution(core::Lognormal{*median, value});
}

std::optional<Distribution> read_uniform(Input& in, NodeId node, const QuantityLimit& limit) {
  const auto ends = read_array(in, node, "two values, low and high");
  if (in.tree[node].kind != JsonKind::array) return std::nullopt;
  if (ends.size() != 2) {
    in.refuse(node, "an array of two values, low and high");
    return std::nullopt;
  }
  const auto low = read_leaf(in, ends[0], limit, false), high = read_leaf(in, ends[1], limit, false);
  if (!low || !high) return std::nullopt;
  if (*low > *high) {
    in.refuse(ends[1], "a high end that is not below the low one");
    return std::nullopt;
  }
  return Distribution(core::Uniform{*low, *high});
}

std::optional<Distribution> read_empirical(Input& in, NodeId node, const QuantityLimit& limit) {
  const auto entries = read_array(in, node, "observed values");
  if (in.tree[node].kind != JsonKind::array) return std::nullopt;
  if (entries.empty() || entries.size() > static_cast<std::size_t>(kMaxEmpiricalValues)) {
    in.refuse(node, fmt::format("1 to {} observed values", kMaxEmpiricalValues));
    return std::nullopt;
  }
  core::Empirical out;
  for (const NodeId entry : entries) {
    if (const auto value = read_leaf(in, entry, limit, false)) out.values.push_back(*value);
  }
  if (out.values.size() < entries.size()) return std::nullopt;
  return Distribution(std::move(out));
}

}  // namespace

bool looks_like_distribution(const Input& in, NodeId node) {
  if (in.tree[node].kind != JsonKind::object) return false;
  const NodeId first = in.tree[node].first;
  return first != kNoNode && std::any_of(keys::kDistributionNames.begin(), keys::kDistributionNames.end(),
                                         [&](std::string_view key) { return in.tree.key_is(first, key); });
}

std::optional<Distribution> read_distribution(Input& in, NodeId node, const QuantityLimit& limit) {
  if (in.tree[node].kind != JsonKind::object) {
    const auto constant = read_leaf(in, node, limit, false);
    return constant ? std::optional(Distribution(*constant)) : std::nullopt;
  }
  const auto errors_before = in.errors.count();
  Fields fields(in, node, keys::kDistribution);
  const NodeId shape = in.tree[node].first;
  if (shape == kNoNode || in.tree[shape].next != kNoNode) {
    if (in.errors.count() == errors_before) in.refuse(node, "one of " + listed(keys::kDistributionNames));
    return std::nullopt;
  }
  const auto any = [&](Input& i, NodeId n) { return read_leaf(i, n, limit, false); };
  if (in.tree.key_is(shape, "lognormal")) return read_lognormal(in, shape, limit);
  if (in.tree.key_is(shape, "uniform")) return read_uniform(in, shape, limit);
  if (in.tree.key_is(shape, "empirical")) return read_empirical(in, shape, limit);
  if (in.tree.key_is(shape, "exponential")) {
    Fields inner(in, shape, keys::kExponential);
    const auto mean =
        inner.must("mean", "the mean", [&](Input& i, NodeId n) { return read_leaf(i, n, limit, true); });
    return mean ? std::optional(Distribution(core::Exponential{*mean})) : std::nullopt;
  }
  if (in.tree.key_is(shape, "normal")) {
    Fields inner(in, shape, keys::kNormal);
    const auto mean = inner.must("mean", "the mean before the cut at zero", any);
    const auto sd = inner.must("sd", "the standard deviation before the cut at zero", any);
    return mean && sd ? std::optional(Distribution(core::Normal{*mean, *sd})) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace headway::io
