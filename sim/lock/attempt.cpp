#include "sim/lock/attempt.h"

#include <algorithm>

#include "sim/core/check.h"

namespace headway::lock {

Next Attempt::next() const {
  if (dead_) return {};
  switch (step_) {
    case Step::first_put:
    case Step::held_put:
    case Step::again_put:
      return {Operation::put, {}};
    case Step::first_head:
    case Step::held_head:
    case Step::again_head:
    case Step::exists:
    case Step::time:
      return {Operation::head, {}};
    case Step::wait:
      return {Operation::wait, looks_ == 0 ? protocol_->check_wait : protocol_->retry_interval};
    case Step::list:
      return {request_.look == Look::atomic ? Operation::look : Operation::list, {}};
    case Step::get:
      return {Operation::get, {}};
    case Step::busy:
      return {Operation::wait, wait_};
    case Step::remove_list:
      return {Operation::list, {}};
    case Step::remove:
      return {Operation::remove, {}};
    case Step::held:
    case Step::done:
      break;
  }
  return {};
}

void Attempt::perform(LockFolder& folder, Instant now, Effect effect) {
  const bool works = effect == Effect::works;
  core::check_invariant(next().operation != Operation::none, "a lock attempt performs only what is next");
  switch (step_) {
    case Step::first_put:
      if (works) {
        save(folder, now, false);
        step_ = Step::first_head;
      } else {
        result_ = Result::first_save_failed;
        step_ = Step::done;
      }
      return;
    case Step::first_head:
      server_time_ = works ? folder.modification_time(file_, now) : kYearOne;
      step_ = Step::wait;
      return;
    case Step::wait:
      step_ = Step::list;
      return;
    case Step::list:
      return list(folder, now, effect);
    case Step::exists:
    case Step::get:
    case Step::time:
      return read(folder, now, effect);
    case Step::held_put:
      if (works) {
        save(folder, now, true);
        step_ = Step::held_head;
      } else {
        result_ = Result::second_save_failed;
        begin_removal();
      }
      return;
    case Step::held_head:
      // The refresh ticker starts when the save, with the look at its time, is done.
      if (LockFile* f = folder.edit(file_))
        f->refreshes = {true, now, protocol_->refresh, request_.refresh_delay, Instant::max(), {}};
      count_ = 1;
      step_ = Step::held;
      return;
    case Step::again_put:
      if (works) save(folder, now, true);
      step_ = works ? Step::again_head : Step::held;
      return;
    case Step::again_head:
      step_ = Step::held;
      return;
    case Step::busy:
      return begin_removal();
    case Step::remove_list:
      if (works) {
        step_ = Step::remove;
        return;
      }
      return remove(folder, Effect::fails);
    case Step::remove:
      return remove(folder, effect);
    case Step::held:
    case Step::done:
      return;
  }
}

SeenLock Attempt::own() const {
  return {file_, request_.name, request_.type, false, server_time_, request_.owner, false};
}

void Attempt::save(LockFolder& folder, Instant now, bool acquired) {
  folder.save(file_, request_.name, request_.type, acquired, request_.owner, now);
}

void Attempt::list(LockFolder& folder, Instant now, Effect effect) {
  look_began_ = now;
  look_torn_ = false;
  look_failed_open_ = effect == Effect::fails;
  version_at_look_ = folder.version();
  cursor_ = 0;
  listed_.clear();
  seen_.clear();
  if (effect == Effect::fails) {
    if (protocol_->fail_open_on_list_error) return conclude(folder, now);
    result_ = Result::list_failed;
    return begin_removal();
  }
  folder.list(listed_);
  if (listed_.empty()) return conclude(folder, now);
  step_ = Step::exists;
  if (request_.look == Look::atomic)
    while (step_ == Step::exists || step_ == Step::get || step_ == Step::time)
      read(folder, now, Effect::works);
}

void Attempt::read(const LockFolder& folder, Instant now, Effect effect) {
  const bool works = effect == Effect::works;
  const FileName& file = listed_[cursor_];
  if (step_ == Step::time) {
    seen_.back().modified = works ? folder.modification_time(file, now) : kYearOne;
    return next_file(folder, now);
  }
  const LockFile* f = works ? folder.find(file) : nullptr;
  if (!f) return next_file(folder, now);  // gone meanwhile, or the store says so: skipped with a warning
  if (step_ == Step::exists) {
    step_ = Step::get;
    return;
  }
  if (f->content != Content::lock) return next_file(folder, now);
  seen_.push_back({f->file, f->name, f->type, f->acquired, kYearOne, f->owner, f->orphaned});
  step_ = Step::time;
}

void Attempt::next_file(const LockFolder& folder, Instant now) {
  step_ = Step::exists;
  if (++cursor_ == listed_.size()) conclude(folder, now);
}

void Attempt::conclude(const LockFolder& folder, Instant now) {
  look_torn_ = folder.version() != version_at_look_;
  decided_ = now;
  if (looks_++ == 0) first_decided_ = now;
  decision_ = decide(*protocol_, own(), seen_, now + request_.clock_skew);
  if (decision_.granted) {
    result_ = Result::granted;
    step_ = Step::held_put;
    return;
  }
  const Duration waited = now - first_decided_;
  if (protocol_->retry_limit > Duration{0} && waited + protocol_->retry_interval <= protocol_->retry_limit) {
    step_ = Step::wait;
    return;
  }
  result_ = Result::refused;
  begin_removal();
}

void Attempt::hold_unopposed(LockFolder& folder, const Unopposed& at) {
  core::check_invariant(step_ == Step::first_put && !dead_ && folder.files().empty(),
                        "a request that has begun, or that meets other files, is performed step by step");
  server_time_ = folder.clock().stamp(at.put);
  look_began_ = at.listed;
  looks_ = 1;
  first_decided_ = decided_ = at.decided;
  decision_ = Decision{true, std::nullopt};
  result_ = Result::granted;
  LockFile& file = folder.save(file_, request_.name, request_.type, true, request_.owner, at.held_put);
  file.refreshes = {true, at.held_head, protocol_->refresh, request_.refresh_delay, Instant::max(), {}};
  version_at_look_ = folder.version();
  count_ = 1;
  step_ = Step::held;
}

void Attempt::remove_unopposed(LockFolder& folder) {
  core::check_invariant(step_ == Step::remove_list || step_ == Step::remove, "there is no removal under way");
  remove(folder, Effect::works);
}

void Attempt::relock() {
  core::check_invariant(held(), "only a held lock is locked again");
  ++count_;
  step_ = Step::again_put;
}

void Attempt::release(LockFolder& folder, Instant now) {
  if (dead_) return;
  core::check_invariant(step_ == Step::held || (step_ == Step::first_put && count_ == 0),
                        "a lock is released when it is held, or before it was asked for");
  if (count_ > 1) {
    --count_;
    return;
  }
  count_ = 0;
  wait_ = Duration{0};
  if (LockFile* f = folder.edit(file_)) {
    const Instant free = mutex_free_at(*f, now);
    wait_ = free - now;
    f->refreshes.until = std::min(f->refreshes.until, free);
  }
  if (wait_ > Duration{0})
    step_ = Step::busy;
  else
    begin_removal();
}

void Attempt::begin_removal() {
  step_ = request_.removal == Removal::list_and_delete ? Step::remove_list : Step::remove;
}

void Attempt::remove(LockFolder& folder, Effect effect) {
  step_ = Step::done;
  if (effect == Effect::works) {
    folder.remove(file_);
  } else if (LockFile* f = folder.edit(file_)) {
    f->orphaned = true;
  }
}

void Attempt::die(LockFolder& folder, Instant now) {
  if (over()) return;
  dead_ = true;
  if (LockFile* f = folder.edit(file_)) {
    f->saved = last_save(*f, now);
    f->refreshes = {};
    f->orphaned = true;
  }
}

}  // namespace headway::lock
