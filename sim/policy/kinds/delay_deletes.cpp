// Retention deletes go out later than their job asks for them, when its other volumes (and a re-run of its
// pod) are through.
#include "sim/policy/kind.h"

namespace headway::policy {
namespace {

class DelayDeletes : public Policy {
 public:
  explicit DelayDeletes(Duration by) : by_(by) {}
  Duration delete_delay(const View&, const Deletion&) const override { return by_; }

 private:
  Duration by_;
};

}  // namespace

extern const Kind kind_delay_deletes;
const Kind kind_delay_deletes = {"delay-deletes",
                                 "retention deletes go out so much later than their job asks for them",
                                 {length("by", minutes{20}, seconds{1}, hours{24 * 7}, "how much later")},
                                 [](const Settings& s) -> std::unique_ptr<Policy> {
                                   return std::make_unique<DelayDeletes>(s.length("by"));
                                 }};

}  // namespace headway::policy
