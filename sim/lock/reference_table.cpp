#include "sim/lock/reference_table.h"

namespace headway::lock {
namespace {

/// The target's report of a time: shifted by its clock, then cut down to its resolution.
std::int64_t reported(Instant t, const ReferenceQuestion& q) {
  std::int64_t ns = (t + q.store_skew).time_since_epoch().count();
  const std::int64_t step = q.store_resolution.count();
  if (step > 0) ns -= ((ns % step) + step) % step;
  return ns;
}

/// True when the lock was saved so recently that it still counts.
bool alive(const ReferenceLock& lock, const ReferenceQuestion& q) {
  if (!lock.time_readable) return false;
  const std::int64_t clock = (q.look + q.requester_skew).time_since_epoch().count();
  for (const Instant save : lock.saves)
    if (clock - reported(save, q) <= q.lease.count()) return true;
  return false;
}

/// True when the lock goes before the request, which is not acquired itself.
bool goes_first(const ReferenceLock& lock, const ReferenceQuestion& q) {
  if (lock.acquired) return true;
  if (!lock.time_readable) return q.own_time_readable || lock.name < q.name;
  if (!q.own_time_readable) return false;
  std::int64_t latest = reported(lock.saves.front(), q);
  for (const Instant save : lock.saves)
    if (reported(save, q) > latest) latest = reported(save, q);
  const std::int64_t mine = reported(q.first_save, q);
  if (latest < mine) return true;
  if (latest > mine) return false;
  return lock.name < q.name;
}

bool torn_by_refresh(const LockFolder& folder, Instant from, Instant to) {
  for (const LockFile& f : folder.files())
    if (reference_saves(f, from) != reference_saves(f, to)) return true;
  return false;
}

}  // namespace

bool reference_refuses(const ReferenceQuestion& question) {
  for (const ReferenceLock& lock : question.others) {
    const bool conflicts = question.same_types_conflict || lock.type != question.type;
    if (conflicts && goes_first(lock, question) && alive(lock, question)) return true;
  }
  return false;
}

std::vector<Instant> reference_saves(const LockFile& file, Instant t) {
  std::vector<Instant> saves{file.saved};
  const Refreshes& r = file.refreshes;
  if (!r.on) return saves;
  Instant busy_until = Instant::min();
  for (Instant tick = r.origin + r.interval; tick <= t && tick <= r.until; tick += r.interval) {
    if (tick < busy_until) continue;  // dropped: the save before it has not returned
    Instant effect = tick + r.delay;
    bool fails = false;
    for (const SaveFault& fault : r.faults) {
      if (tick < fault.from || tick >= fault.until) continue;
      if (fault.hangs)
        busy_until = effect = fault.until;
      else
        fails = true;
    }
    if (!fails && effect <= t && effect <= r.until) saves.push_back(effect);
  }
  return saves;
}

Recheck recheck(const Attempt& attempt, const LockFolder& folder) {
  if (attempt.looks() == 0 || attempt.look_torn() || attempt.look_failed_open())
    return Recheck::not_comparable;
  const Instant look = attempt.decided();
  if (torn_by_refresh(folder, attempt.look_began(), look)) return Recheck::not_comparable;

  ReferenceQuestion q;
  q.same_types_conflict = attempt.protocol().conflict == ConflictRule::always;
  q.lease = attempt.protocol().lease;
  q.name = attempt.request().name.text();
  q.type = attempt.request().type;
  q.own_time_readable = attempt.server_time() != kYearOne;
  q.store_skew = folder.clock().skew;
  q.store_resolution = folder.clock().resolution;
  q.requester_skew = attempt.request().clock_skew;
  q.look = look;
  bool own_found = false;
  const std::string own_file = q.name + ".lck";
  for (const LockFile& f : folder.files()) {
    const std::string file = f.file.text();
    if (file == own_file) {
      own_found = true;
      q.first_save = f.saved;
    } else if (is_lock_file(f.file) && f.content == Content::lock) {
      q.others.push_back({f.name.text(), f.type, f.acquired, reference_saves(f, look), f.time_readable});
    }
  }
  if (!own_found) return Recheck::not_comparable;
  return reference_refuses(q) == !attempt.decision().granted ? Recheck::agrees : Recheck::disagrees;
}

}  // namespace headway::lock
