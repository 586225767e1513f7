#include "analysis/forecast/fingerprint.h"

#include <fmt/format.h>

#include <bit>
#include <type_traits>

namespace headway::forecast {
namespace {

template <class Field>
std::uint64_t as_word(const Field& field) {
  if constexpr (std::is_enum_v<Field>) {
    return static_cast<std::uint64_t>(field);
  } else if constexpr (std::is_same_v<Field, Instant>) {
    return static_cast<std::uint64_t>(field.time_since_epoch().count());
  } else if constexpr (std::is_same_v<Field, Duration>) {
    return static_cast<std::uint64_t>(field.count());
  } else if constexpr (std::is_same_v<Field, Bytes>) {
    return static_cast<std::uint64_t>(field.count);
  } else if constexpr (std::is_same_v<Field, BytesPerSecond>) {
    return std::bit_cast<std::uint64_t>(field.value == 0 ? 0.0 : field.value);
  } else {
    static_assert(std::is_integral_v<Field>);
    return static_cast<std::uint64_t>(field);
  }
}

/// Up to eight small fields (enumerations, flags, the record's type) in one word, a byte each.
template <class... Fields>
std::uint64_t bytes(const Fields&... fields) {
  static_assert(sizeof...(fields) <= 8 && ((sizeof(fields) == 1) && ...));
  std::uint64_t word = 0;
  ((word = word << 8 | static_cast<std::uint8_t>(fields)), ...);
  return word;
}
/// Two fields of 32 bits in one word.
std::uint64_t halves(std::uint32_t high, std::uint32_t low) {
  return std::uint64_t{high} << 32 | low;
}

template <class... Fields>
void add_all(Fingerprint& fingerprint, const Fields&... fields) {
  (fingerprint.add(as_word(fields)), ...);
}

constexpr std::uint8_t kOperation = 1, kLockAttempt = 2, kRun = 3, kDueBackup = 4, kLoad = 5, kVolumeEnd = 6,
                       kMessage = 7;

}  // namespace

void Fingerprint::add(const record::Operation& o) {
  add_all(*this, bytes(kOperation, o.kind, o.lock, o.outcome, o.cause, o.layer, o.blocked_by, o.counted),
          o.id, o.parent, halves(o.schedule, o.volume), halves(o.node, o.target), o.scheduled, o.requested,
          o.lock_decided, o.started, o.transfer_started, o.transfer_ended, o.ended, o.released, o.bytes,
          o.blocks, o.block_size, halves(o.tries, o.collection_skipped), o.blocked_by_operation);
  if (o.vm != record::kNone) add(o.vm);
}

void Fingerprint::add(const record::LockAttempt& a) {
  add_all(*this, bytes(kLockAttempt, a.kind, a.type, a.granted, a.blocked_by, a.end),
          bytes(a.expired, a.overlaps, a.failed_open, a.counted), a.operation, halves(a.volume, a.target),
          a.requested, a.decided, a.blocked_by_operation, a.files_seen, a.released);
}

void Fingerprint::add(const record::Run& r) {
  add_all(*this, bytes(kRun, r.outcome, r.cause, r.counted), r.id, r.schedule, r.due, r.fired, r.started,
          r.ended, r.volumes, r.attempts, r.lost, r.reruns);
}

void Fingerprint::add(const record::DueBackup& d) {
  add_all(*this, bytes(kDueBackup, d.outcome, d.cause, d.lost, d.counted), d.run,
          halves(d.schedule, d.volume), d.tick, d.next_tick, d.attempts, d.first_completed);
  if (d.vm != record::kNone) add(d.vm);
}

void Fingerprint::add(const record::Load& l) {
  add_all(*this, bytes(kLoad, l.resource), halves(l.index, l.flows), l.at, l.rate, l.capacity);
}

void Fingerprint::add(const record::VolumeEnd& v) {
  add_all(*this, bytes(kVolumeEnd), v.volume, v.stored_blocks, v.backups, v.beyond_retain,
          v.collections_skipped, v.most_beyond_retain, v.beyond_retain_time);
}

void Fingerprint::add(const record::Message& m) {
  add_all(*this, bytes(kMessage, m.kind, m.layer, m.origin, m.cause, m.says, m.again, m.counted), m.at,
          m.operation, m.root, halves(m.schedule, m.volume), m.vm);
}

std::string fingerprint_text(std::uint64_t fingerprint) {
  return fmt::format("{:016x}", fingerprint);
}

}  // namespace headway::forecast
