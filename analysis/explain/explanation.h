// Why an operation failed, as a chain of facts: what happened, who held the lock and was doing what, which
// timer or rule ended it, who said what about it, what followed, and what would have avoided it.
//
// Every fact comes from the records of one replication (trace.h) or from the parameters of the scenario's
// versions. Nothing is guessed: where a record does not say, nothing is said.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/explain/trace.h"
#include "sim/model/scenario.h"
#include "sim/record/records.h"

namespace headway::explain {

/// Something at an instant; kNever: without one.
struct Fact {
  Instant at = record::kNever;
  std::string text;
};

/// What a layer said.
struct Saying {
  Instant at = record::kNever;
  record::Layer layer = record::Layer::none;
  std::string object;  ///< in whose status or log it stands
  std::string text;
};

/// Whoever was in the way of a lock.
struct Holder {
  record::Blocker as = record::Blocker::none;
  std::optional<record::Operation> operation;  ///< none when its record is not there
  Instant since = record::kNever;              ///< it held the lock from then on; kNever: it only asked
  Instant let_go = record::kNever;             ///< kNever: not before the horizon
  Instant looked = record::kNever;             ///< when the refused one found it in its way
  std::string doing;                           ///< "listing the block tree and reading indexes"
  std::optional<std::int64_t> requests_left;   ///< of that, at the look
  Duration time_left{};                        ///< these would take
};

struct Explanation {
  std::string name;      ///< of the operation or run
  std::string headline;  ///< one sentence
  std::uint64_t operation = 0;
  std::uint64_t run = 0;  ///< of a run instead of an operation
  record::Outcome outcome = record::Outcome::unfinished;
  record::Cause cause = record::Cause::none;  ///< the root cause
  record::Layer layer = record::Layer::none;  ///< that spoke of it last
  std::uint64_t root = 0;                     ///< the operation that failed first
  Instant day = record::kNever;               ///< of whose clock the text speaks
  std::vector<Fact> happened;
  std::optional<Holder> holder;
  std::string ended_by;  ///< the timer or rule
  std::vector<Saying> said;
  std::vector<Fact> followed;
  std::vector<std::string> avoided_by;
};

/// Precondition: the operation is in the trace.
Explanation explain_operation(const model::Scenario& scenario, const Trace& trace, std::uint64_t operation);

/// Precondition: the run is in the trace.
Explanation explain_run(const model::Scenario& scenario, const Trace& trace, std::uint64_t run);

}  // namespace headway::explain
