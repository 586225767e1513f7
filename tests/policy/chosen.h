// Policies as tests choose them, and a view that says what the test wants a policy to see.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/policy/kind.h"
#include "tests/longhorn/small_cluster.h"

namespace headway::tests {

using Chosen = std::vector<std::pair<std::string, model::PolicyValue>>;

/// The policy with these settings and the defaults for the rest.
inline model::PolicyChoice choice(const std::string& name, const Chosen& settings = {}) {
  const policy::Kind* kind = policy::find_kind(name);
  EXPECT_NE(kind, nullptr) << name;
  if (kind == nullptr) return {};
  model::PolicyChoice made = policy::default_choice(*kind);
  for (const auto& [setting, value] : settings) {
    bool found = false;
    for (auto& [known, old] : made.settings) {
      if (known != setting) continue;
      EXPECT_EQ(old.index(), value.index()) << name << " " << setting;
      old = value;
      found = true;
    }
    EXPECT_TRUE(found) << name << " has no " << setting;
  }
  return made;
}

inline std::unique_ptr<policy::Policy> make(const std::string& name, const Chosen& settings = {}) {
  const model::PolicyChoice made = choice(name, settings);
  return policy::find_kind(name)->make(policy::Settings(made));
}

inline model::Scenario with(model::Scenario scenario, std::vector<model::PolicyChoice> policies) {
  scenario.policies = std::move(policies);
  return scenario;
}

/// Stands for a tick's key where only its being of that tick counts (sim/schedule/tick_key.h).
inline std::int64_t key_of(Instant tick) {
  return tick.time_since_epoch() / minutes{1};
}

/// Three schedules a, b, c on two volumes; each fires every hour unless `periods` says otherwise.
struct FakeView : policy::View {
  model::Scenario stated = small_cluster("1.8.2", 2);
  core::Luck chance{1, 0};
  std::vector<Duration> periods = {hours{1}, hours{1}, hours{1}};
  std::map<std::pair<policy::Per, std::uint32_t>, std::int64_t> count;

  FakeView() {
    add_volume(stated, "v0");
    add_volume(stated, "v1", 1);
    for (const char* name : {"a", "b", "c"}) add_job(stated, name, "0 * * * *", 7, {0, 1});
  }
  Instant now() const override { return kStart; }
  const model::Scenario& scenario() const override { return stated; }
  const core::Luck& luck() const override { return chance; }
  Duration period(std::uint32_t schedule) const override { return periods[schedule]; }
  std::int64_t running(policy::Per per, std::uint32_t index) const override {
    const auto at = count.find({per, per == policy::Per::cluster ? 0 : index});
    return at == count.end() ? 0 : at->second;
  }
};

/// Shift of the schedule's run for the tick, asked of one policy alone.
inline Duration shift(const policy::Policy& policy, const policy::View& view, std::uint32_t schedule,
                      Instant tick = kStart) {
  return policy.next_start(view, policy::Start{schedule, tick, tick, key_of(tick)}) - tick;
}

}  // namespace headway::tests
