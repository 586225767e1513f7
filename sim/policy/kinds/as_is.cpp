// As the schedules stand: every decision is the modelled system's own.
#include "sim/policy/kind.h"

namespace headway::policy {

extern const Kind kind_as_is;
const Kind kind_as_is = {"as-is", "everything as the modelled version does it", {}, [](const Settings&) {
                           return std::make_unique<Policy>();
                         }};

}  // namespace headway::policy
