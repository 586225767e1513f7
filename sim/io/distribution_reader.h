// Random quantities: a constant, or an object that names its shape.
#pragma once

#include <optional>

#include "sim/core/distribution.h"
#include "sim/io/value_reader.h"

namespace headway::io {

/// The unit of the field, which every value inside the distribution takes.
enum class Quantity { bytes, seconds };

/// The largest value that may be given, in bytes or in seconds; a lognormal, exponential or normal
/// distribution may exceed it in its tail.
struct QuantityLimit {
  Quantity quantity;
  Bytes bytes{};
  Duration duration{};
};

/// `"6ms"` or `{"lognormal": {"median", "p95" or "sigma"}}`, `{"uniform": [low, high]}`,
/// `{"exponential": {"mean"}}`, `{"normal": {"mean", "sd"}}` (cut at zero), `{"empirical": [values]}`.
std::optional<core::Distribution> read_distribution(Input& in, NodeId node, const QuantityLimit& limit);

/// Whether the object at `node` is a distribution by the look of its keys.
bool looks_like_distribution(const Input& in, NodeId node);

}  // namespace headway::io
