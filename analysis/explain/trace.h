// One replication played again, with everything kept that belongs to some of its operations.
//
// Ordinary runs keep no steps: a scenario and its seed say the same again at any time (architecture, decision
// 7). What belongs to an operation (who was in its way, what it was part of, what it dragged along) is known
// only when it has been seen, so the replication is played twice: first to find whose records are wanted,
// then to keep them. Memory grows with what is asked for, not with the scenario; time is that of two plays.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "sim/model/scenario.h"
#include "sim/record/records.h"

namespace headway::explain {

/// The first failure of a virtual machine (its VM backups) or of a volume (whatever works on it).
struct FirstFailure {
  bool of_machine = false;
  std::uint32_t index = 0;
};

/// What is asked about.
struct Question {
  std::uint32_t replication = 0;
  std::vector<std::uint64_t> operations;  ///< by number
  std::vector<std::uint64_t> runs;        ///< by number
  std::vector<FirstFailure> first_of;
  std::size_t failures = 0;  ///< and so many of the failed operations, the earliest first
};

struct Trace {
  std::map<std::uint64_t, record::Operation> operations;
  std::map<std::uint64_t, record::Run> runs;
  std::vector<record::LockAttempt> locks;  ///< of those operations, in order of their ends
  std::vector<record::Message> messages;   ///< of those operations and of their schedules, by instant
  std::vector<record::Step> steps;         ///< of those operations, by instant
  std::vector<std::uint64_t>
      failed;  ///< failed operations, by the instant of their failure, as many as asked
  std::vector<std::uint64_t> first_of;      ///< as asked; 0 where nothing has failed
  std::size_t all_failed = 0;               ///< how many there are
  std::vector<std::uint64_t> skipped_runs;  ///< runs that were skipped, by their tick, as many as asked
  std::size_t all_skipped = 0;

  const record::Operation* find(std::uint64_t operation) const;
};

/// Plays the replication twice. Operations and runs that do not exist are simply not in the trace.
Trace trace_of(const model::Scenario& scenario, const Question& question);

/// Whether the operation's record says that something went wrong.
bool has_failed(const record::Operation& operation);

}  // namespace headway::explain
