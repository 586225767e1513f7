// The parts of an explanation, each worked out in a file of its own. Private to analysis/explain.
#pragma once

#include "analysis/explain/explanation.h"

namespace headway::explain {

/// Who was in the way when the operation's request for its lock was decided; nullopt when nobody was.
std::optional<Holder> holder_of(const Trace& trace, const record::Operation& refused);

/// The timer or rule that made the cause the end of it.
std::string ending_rule(const model::Scenario& scenario, const record::Operation& root);

/// What the failure of `operation` with the root cause `root` dragged along, by instant.
std::vector<Fact> consequences(const model::Scenario& scenario, const Trace& trace,
                               const record::Operation& operation, const record::Operation& root);

/// What would have kept it from failing.
std::vector<std::string> advice(const model::Scenario& scenario, const record::Operation& root,
                                const std::optional<Holder>& holder);

}  // namespace headway::explain
