// Durations seen in one replication: all of them while they are few, an even selection when they are many.
//
// Up to the capacity every sample is kept. When the store is full, every second sample is dropped and from
// then on only every second one (fourth, eighth, …) taken: systematic sampling by order of arrival. It needs
// no random numbers, so the same records always leave the same samples, and unlike a reservoir it keeps the
// spread over the whole horizon.
//
// Invariant: values() holds the samples whose number (from 0) is a multiple of stride(), at most `capacity`.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/core/prefetch.h"
#include "sim/core/time.h"

namespace headway::forecast {

class Samples {
 public:
  /// Capacity >= 2. Memory is taken as samples come.
  explicit Samples(std::uint32_t capacity = kDefaultCapacity) : capacity_(capacity) {}

  /// Amortised O(1).
  void add(Duration sample);

  /// A sample is to come soon: a hint.
  void expect() const {
    if (!values_.empty()) core::prefetch(values_.back());
  }

  const std::vector<Duration>& values() const { return values_; }
  /// 1 while every sample is kept.
  std::int64_t stride() const { return stride_; }
  /// Samples that came, kept or not.
  std::int64_t seen() const { return seen_; }
  /// The largest that came, kept or not; zero when none came.
  Duration largest() const { return largest_; }

  /// In seconds, thinned further to `stride`, a multiple of stride(): samples of several replications may be
  /// pooled only at one common stride, or replications with fewer samples would weigh more.
  std::vector<double> seconds_at(std::int64_t stride) const;

  static constexpr std::uint32_t kDefaultCapacity = 4096;

 private:
  std::vector<Duration> values_;
  std::int64_t stride_ = 1;  // a power of two
  std::int64_t seen_ = 0;
  Duration largest_{};
  std::uint32_t capacity_;
};

}  // namespace headway::forecast
