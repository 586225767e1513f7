// One number for everything a replication said: a 64-bit hash over its records in order of emission. Two
// engines that predict the same have the same fingerprint, however differently they work; a change of any
// field of any record changes it.
//
// The hash is FNV-1a's step (xor, multiply by the FNV prime) on 64-bit words instead of bytes, with a shift
// that carries the high bits down, which the multiplication alone never does. Each record begins with a word
// of its type and its small fields; every other field is a word or half of one: integers sign- or
// zero-extended, instants as nanoseconds since 1970, doubles by their bits (-0 as 0). Not cryptographic.
// About 1 ns a field. A virtual machine adds its word only where there is one, so that scenarios without any
// keep the numbers that they had before there were machines. Steps are not in it: they are told only to those
// who ask.
#pragma once

#include <cstdint>
#include <string>

#include "sim/record/records.h"

namespace headway::forecast {

class Fingerprint {
 public:
  void add(std::uint64_t word) {
    hash_ = (hash_ ^ word) * kPrime;
    hash_ ^= hash_ >> 32;
  }
  void add(const record::Operation& operation);
  void add(const record::LockAttempt& attempt);
  void add(const record::Run& run);
  void add(const record::DueBackup& due);
  void add(const record::Load& load);
  void add(const record::VolumeEnd& end);
  void add(const record::Message& message);

  std::uint64_t value() const { return hash_; }

 private:
  static constexpr std::uint64_t kPrime = 0x00000100000001b3, kOffset = 0xcbf29ce484222325;
  std::uint64_t hash_ = kOffset;
};

/// As printed: 16 lower-case hexadecimal digits.
std::string fingerprint_text(std::uint64_t fingerprint);

}  // namespace headway::forecast
