// One lock request as a step machine over a store: what to do next, and doing it.
//
//   first_put -> first_head -> wait -> list -> (exists -> get -> time) for each file listed -> decision
//     granted:  held_put -> held_head -> held            refused: remove_list -> remove -> done
//     held:     relock() -> again_put -> again_head      release() -> busy -> remove_list -> remove -> done
//
// The machine knows neither a clock nor a calendar. Whoever drives it asks next(), lets that operation's
// latency pass, and calls perform() at the instant at which the operation takes effect on the store: the
// simulator's coroutines, the replay of recordings, and the exhaustive exploration all use this one
// machine. Because a listing, a file's content and its modification time are separate steps, a look is
// torn when files change under it, as in the real protocol (longhorn-backupstore 1.3, 1.9).
//
// Invariants: a refused or released request has no file unless its removal failed; a dead one performs
// nothing and its file stays as it is. Copyable and comparable. About 400 bytes; allocates only for the
// names and locks of a look.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/core/time.h"
#include "sim/lock/decision.h"
#include "sim/lock/lock_folder.h"
#include "sim/lock/protocol.h"

namespace headway::lock {

/// How files are looked at: one by one as in reality, or all at one instant (small worlds, ideal replay).
enum class Look : std::uint8_t { real, atomic };

/// How the store's driver removes a file: S3 and Azure list by prefix and then delete, file systems just
/// remove (longhorn-backupstore 3.3).
enum class Removal : std::uint8_t { list_and_delete, one_operation };

/// What a request brings along.
struct Request {
  LockName name;
  std::int64_t type = 0;
  std::uint64_t owner = 0;  ///< written beside the file, to be found by whoever it blocks
  Duration clock_skew{};    ///< the requester's clock minus true time
  Look look = Look::real;
  Removal removal = Removal::list_and_delete;
  Duration refresh_delay{};  ///< from a refresh tick to its save's effect: the latency of one PUT

  bool operator==(const Request&) const = default;
};

enum class Operation : std::uint8_t { put, head, list, get, remove, look, wait, none };

/// What the machine wants to do next; `wait` is how long an Operation::wait lasts.
struct Next {
  Operation operation = Operation::none;
  Duration wait{};
};

/// Whether the operation performed works. A failed one costs its time and has the effect of
/// longhorn-backupstore 1.6: see Attempt::perform.
enum class Effect : std::uint8_t { works, fails };

enum class Step : std::uint8_t {
  first_put,
  first_head,
  wait,
  list,
  exists,
  get,
  time,
  held_put,
  held_head,
  held,
  again_put,
  again_head,
  busy,
  remove_list,
  remove,
  done
};

enum class Result : std::uint8_t {
  pending,
  granted,             ///< set by the decision; the lock is held once step() is `held`
  refused,             ///< set by the decision; the request is over once step() is `done`
  first_save_failed,   ///< the driver's own error, at once
  second_save_failed,  ///< granted, but could not be written: the file is removed again
  list_failed          ///< only where the protocol does not fail open
};

class Attempt {
 public:
  /// `protocol` must outlive the attempt and its copies.
  Attempt(const Protocol& protocol, Request request)
      : protocol_(&protocol), request_(std::move(request)), file_(file_of(request_.name)) {}

  /// The next store operation or wait; `none` while the lock is held, after the end, and once dead.
  Next next() const;

  /// Performs what next() said, at the instant at which it takes effect. Failing operations:
  /// first PUT: the request ends with first_save_failed, no file. PUT of the acquired lock: the file is
  /// removed, second_save_failed. HEAD of one's own file: own time is the year 1. LIST of a look: no locks
  /// (fail open) or list_failed. HEAD or GET of a listed file: skipped. Time of a listed file: expired.
  /// Either operation of a removal: the file stays, orphaned. A refresh's failures are SaveFaults.
  void perform(LockFolder& folder, Instant now, Effect effect = Effect::works);

  /// The instants at which the steps of a request take effect that meets no other file.
  struct Unopposed {
    Instant put, listed, decided, held_put, held_head;
  };
  /// Performs a whole request, from its beginning until it is held, as perform() would at these instants.
  /// Requires that nothing has been performed, and that there is no file and was none at any time between
  /// them.
  void hold_unopposed(LockFolder& folder, const Unopposed& at);
  /// Performs a whole removal, which release() has begun.
  void remove_unopposed(LockFolder& folder);

  /// Locks again what is held: no wait and no look, one save whose failure is ignored. Requires held().
  void relock();

  /// Unlocks once. The last unlock stops the refreshes and removes the file, after a refresh save that is
  /// still under way; before it, nothing is written. Unlocking what was never locked removes the file, if
  /// there is one. Aborts while a request is under way and after the last unlock (there the real lock
  /// panics).
  void release(LockFolder& folder, Instant now);

  /// The requester's process dies: its file stays with its last save, and nobody refreshes it.
  void die(LockFolder& folder, Instant now);

  Step step() const { return step_; }
  Result result() const { return result_; }
  bool held() const { return step_ == Step::held && !dead_; }
  bool dead() const { return dead_; }
  /// True once nothing more will happen: refused, failed, released or dead.
  bool over() const { return dead_ || step_ == Step::done; }
  std::uint32_t count() const { return count_; }  ///< locks minus unlocks

  const Protocol& protocol() const { return *protocol_; }
  const Request& request() const { return request_; }
  const FileName& file() const { return file_; }
  Instant server_time() const { return server_time_; }  ///< of the first save, as the store reported it

  /// The last decision; `blocker` says which file refused the request.
  const Decision& decision() const { return decision_; }
  /// The locks that the last (or current) look read, in listing order, and the names it still has.
  std::span<const SeenLock> seen() const { return seen_; }
  std::span<const FileName> listed() const { return listed_; }
  std::size_t cursor() const { return cursor_; }
  std::uint32_t looks() const { return looks_; }
  Instant look_began() const { return look_began_; }
  Instant first_decided() const { return first_decided_; }
  Instant decided() const { return decided_; }
  /// The last look's listing failed and counted as "no locks".
  bool look_failed_open() const { return look_failed_open_; }
  /// True when files were saved or removed between the last look's listing and its decision.
  bool look_torn() const { return look_torn_; }
  /// The same while a look is under way, about the folder as it is now.
  bool look_torn_so_far(const LockFolder& folder) const { return folder.version() != version_at_look_; }

  bool operator==(const Attempt&) const = default;

 private:
  SeenLock own() const;
  void save(LockFolder& folder, Instant now, bool acquired);
  void list(LockFolder& folder, Instant now, Effect effect);
  void read(const LockFolder& folder, Instant now, Effect effect);
  void next_file(const LockFolder& folder, Instant now);
  void conclude(const LockFolder& folder, Instant now);
  void begin_removal();
  void remove(LockFolder& folder, Effect effect);

  const Protocol* protocol_;
  Request request_;
  FileName file_;
  Step step_ = Step::first_put;
  Result result_ = Result::pending;
  bool dead_ = false, look_failed_open_ = false, look_torn_ = false;
  std::uint32_t count_ = 0, looks_ = 0;
  Duration wait_{};
  Instant server_time_{}, look_began_{}, first_decided_{}, decided_{};
  std::uint64_t version_at_look_ = 0;
  std::vector<FileName> listed_;
  std::size_t cursor_ = 0;
  std::vector<SeenLock> seen_;
  Decision decision_;
};

}  // namespace headway::lock
