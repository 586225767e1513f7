// The enhancement proposal of 2020: a lock that meets a conflict leaves its file and looks again, instead of
// being turned away. Its times are lock.retry_interval and lock.retry_limit.
#include "sim/policy/kind.h"

namespace headway::policy {
namespace {

class WaitForLock : public Policy {
 public:
  void select(model::Parameters& parameters) const override {
    parameters.lock_protocol = model::LockProtocol::proposal_2020;
  }
};

}  // namespace

extern const Kind kind_wait_for_lock;
const Kind kind_wait_for_lock = {
    "wait-for-lock",
    "whoever meets a lock waits for it (lock.protocol proposal-2020)",
    {},
    [](const Settings&) -> std::unique_ptr<Policy> { return std::make_unique<WaitForLock>(); }};

}  // namespace headway::policy
