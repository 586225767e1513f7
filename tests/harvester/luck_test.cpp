// Common random numbers: what a tick's luck is addressed by, and that plays are the same twice.
#include "tests/harvester/small_harvester.h"

namespace headway::tests {
namespace {

using record::OperationKind;

model::Scenario lucky(const std::string& cron) {
  model::Scenario scenario = small_harvester("1.5.0");
  add_machine(scenario, "vm", 4);
  add_vm_schedule(scenario, "daily", 0, cron, 2);
  scenario.time.horizon = hours{72};
  for (auto* latency : {&scenario.targets[0].latency.put, &scenario.targets[0].latency.list,
                        &scenario.targets[0].latency.get})
    *latency = core::Distribution::Shape{core::Lognormal{0.1, 0.8}};
  return scenario;
}

/// What the ticks' backups took, disk by disk, and in which order their disks were.
std::vector<std::pair<std::uint32_t, Duration>> taken(const Recording& r) {
  std::vector<std::pair<std::uint32_t, Duration>> found;
  for (const record::Operation& o : r.operations)
    if (o.kind == OperationKind::snapshot) found.emplace_back(o.volume, o.ended - o.scheduled);
  for (const record::Operation& o : r.backups()) found.emplace_back(o.volume, o.lock_decided - o.requested);
  return found;
}

// A line moved by half an hour within the day serves the same days: each backup takes as long as before.
TEST(VmLuck, StaysWhenTheLineMovesWithinTheDay) {
  const auto before = taken(record_of(lucky("10 2 * * *")));
  const auto after = taken(record_of(lucky("40 2 * * *")));
  EXPECT_EQ(before.size(), 3U * 4U * 2U);
  EXPECT_EQ(before, after);
  EXPECT_NE(before, taken(record_of(lucky("10 2 * * *"), 1)));
}

// Another schedule, of another machine, changes nothing of it either.
TEST(VmLuck, IsNobodyElses) {
  const auto alone = taken(record_of(lucky("10 2 * * *")));
  model::Scenario scenario = lucky("10 2 * * *");
  add_machine(scenario, "other", 1);
  add_vm_schedule(scenario, "others", 1, "0 12 * * *");
  std::vector<std::pair<std::uint32_t, Duration>> beside;
  for (const auto& one : taken(record_of(scenario)))
    if (one.first < 4) beside.push_back(one);
  EXPECT_EQ(alone, beside);
}

// Disks are in an order of their own, from one day to the next.
TEST(VmLuck, DrawsTheOrderOfDisks) {
  model::Scenario scenario = lucky("10 2 * * *");
  scenario.time.horizon = hours{24 * 20};
  const Recording r = record_of(scenario);
  std::vector<std::size_t> first(4);
  std::uint64_t parent = 0;
  for (const record::Operation& o : r.all(OperationKind::snapshot)) {
    if (o.parent != parent) ++first[o.volume];
    parent = o.parent;
  }
  for (const std::size_t times : first) EXPECT_GT(times, 0U);
}

}  // namespace
}  // namespace headway::tests
