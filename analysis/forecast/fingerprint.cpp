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

template <class... Fields>
void add_all(Fingerprint& fingerprint, std::uint64_t type, const Fields&... fields) {
  fingerprint.add(type);
  (fingerprint.add(as_word(fields)), ...);
}

}  // namespace

void Fingerprint::add(const record::Operation& o) {
  add_all(*this, 1, o.id, o.parent, o.kind, o.schedule, o.volume, o.node, o.target, o.scheduled, o.requested,
          o.lock_decided, o.lock, o.started, o.transfer_started, o.transfer_ended, o.ended, o.released,
          o.bytes, o.blocks, o.block_size, o.tries, o.outcome, o.cause, o.layer, o.blocked_by,
          o.blocked_by_operation, o.collection_skipped, o.counted);
}

void Fingerprint::add(const record::LockAttempt& a) {
  add_all(*this, 2, a.operation, a.kind, a.volume, a.target, a.type, a.requested, a.decided, a.granted,
          a.blocked_by, a.blocked_by_operation, a.files_seen, a.released, a.end, a.expired, a.overlaps,
          a.failed_open, a.counted);
}

void Fingerprint::add(const record::Run& r) {
  add_all(*this, 3, r.id, r.schedule, r.due, r.fired, r.started, r.ended, r.outcome, r.cause, r.volumes,
          r.attempts, r.lost, r.reruns, r.counted);
}

void Fingerprint::add(const record::DueBackup& d) {
  add_all(*this, 4, d.run, d.schedule, d.volume, d.tick, d.next_tick, d.outcome, d.cause, d.lost, d.attempts,
          d.first_completed, d.counted);
}

void Fingerprint::add(const record::Load& l) {
  add_all(*this, 5, l.resource, l.index, l.at, l.rate, l.capacity, l.flows);
}

void Fingerprint::add(const record::VolumeEnd& v) {
  add_all(*this, 6, v.volume, v.stored_blocks, v.backups, v.beyond_retain, v.collections_skipped,
          v.most_beyond_retain, v.beyond_retain_time);
}

std::string fingerprint_text(std::uint64_t fingerprint) {
  return fmt::format("{:016x}", fingerprint);
}

}  // namespace headway::forecast
