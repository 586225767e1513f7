#include "analysis/forecast/samples.h"

#include <algorithm>

namespace headway::forecast {

void Samples::add(Duration sample) {
  largest_ = seen_ == 0 ? sample : std::max(largest_, sample);
  const bool taken = (seen_ & (stride_ - 1)) == 0;  // a power of two
  ++seen_;
  if (!taken) return;
  if (values_.size() == capacity_) {
    for (std::size_t i = 0; 2 * i < values_.size(); ++i) values_[i] = values_[2 * i];
    values_.resize((values_.size() + 1) / 2);
    stride_ *= 2;
    if ((seen_ - 1) % stride_ != 0) return;
  }
  values_.push_back(sample);
}

std::vector<double> Samples::seconds_at(std::int64_t stride) const {
  std::vector<double> seconds;
  const auto step = static_cast<std::size_t>(std::max<std::int64_t>(1, stride / stride_));
  seconds.reserve(values_.size() / step + 1);
  for (std::size_t i = 0; i < values_.size(); i += step) seconds.push_back(to_seconds(values_[i]));
  return seconds;
}

}  // namespace headway::forecast
