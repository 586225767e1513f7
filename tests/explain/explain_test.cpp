// Explanations of shipped scenarios, word by word, and what must hold of any.
//
// A golden text is what `headway explain scenarios/NAME.json OBJECT` prints; when a change of the model or of
// the wording is meant, that command makes it again (into tests/data/explain).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "analysis/explain/explanation.h"
#include "analysis/explain/text.h"
#include "analysis/explain/trace.h"
#include "sim/io/scenario_reader.h"

namespace headway::explain {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string slurp(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_TRUE(file.good()) << path;
  return text.str();
}

model::Scenario shipped(const std::string& name, const std::vector<std::string>& settings = {}) {
  io::ReadResult read = io::read_scenario(
      slurp(std::string(HEADWAY_SOURCE_DIR) + "/scenarios/" + name + ".json"), name, settings);
  EXPECT_TRUE(read.scenario.has_value()) << io::format_errors(read);
  return std::move(*read.scenario);
}

/// The first failure of a machine.
Explanation of_machine(const model::Scenario& scenario, std::uint32_t vm) {
  Question question;
  question.first_of = {{true, vm}};
  const Trace trace = trace_of(scenario, question);
  EXPECT_NE(trace.first_of.at(0), 0u);
  return explain_operation(scenario, trace, trace.first_of.at(0));
}

std::uint32_t machine(const model::Scenario& scenario, const std::string& name) {
  for (std::uint32_t vm = 0; vm < scenario.machines.size(); ++vm)
    if (scenario.machines[vm].name == name) return vm;
  ADD_FAILURE() << name;
  return 0;
}

void expect_golden(const std::string& name, const std::string& vm, const std::string& file) {
  const model::Scenario scenario = shipped(name);
  const Explanation e = of_machine(scenario, machine(scenario, vm));
  EXPECT_EQ(explanation_text(scenario, e, false),
            slurp(std::string(HEADWAY_TEST_DATA) + "/explain/" + file + ".txt"));
}

TEST(Explain, TheIncidentsThreeMachines) {
  expect_golden("harvester-1.4-incident", "db-1", "incident-db-1");
  expect_golden("harvester-1.4-incident", "db-2", "incident-db-2");
  expect_golden("harvester-1.4-incident", "web-3", "incident-web-3");
}

TEST(Explain, AnOutageAtTheTick) {
  expect_golden("harvester-6903", "vm1", "harvester-6903-vm1");
}

TEST(Explain, OneDiskThatSuspendsItsSchedule) {
  expect_golden("one-disk-suspends", "vm", "one-disk-suspends-vm");
}

/// The seed report: each symptom is found in the explanation of the machine that shows it, with its root
/// cause and the layer that spoke last.
TEST(Explain, NamesTheRootCauseAndTheLayerThatSpoke) {
  const model::Scenario scenario = shipped("harvester-1.4-incident");
  const Explanation e = of_machine(scenario, machine(scenario, "db-1"));
  EXPECT_EQ(e.cause, record::Cause::lock_denied);
  EXPECT_EQ(e.layer, record::Layer::vm_backup_controller);
  ASSERT_TRUE(e.holder.has_value());
  EXPECT_EQ(e.holder->as, record::Blocker::delete_);
  std::string said;
  for (const Saying& s : e.said) said += s.text + "\n";
  EXPECT_THAT(said, HasSubstr("in error state"));
  EXPECT_THAT(said, HasSubstr("waitForSnapshotToBeReady: timeout while waiting for snapshot"));
  EXPECT_THAT(said, HasSubstr("failed to acquire lock"));
}

/// What is left of a delete at the look takes until it lets go, but for its last few requests.
TEST(Explain, RequestsLeftFitTheTimeUntilTheHolderLetsGo) {
  const model::Scenario scenario = shipped("harvester-1.4-incident");
  Question question;
  question.first_of = {{true, machine(scenario, "db-1")}};
  const Trace trace = trace_of(scenario, question);
  const Explanation e = explain_operation(scenario, trace, trace.first_of.at(0));
  ASSERT_TRUE(e.holder.has_value() && e.holder->requests_left.has_value());
  const record::Operation* const root = trace.find(e.root);
  ASSERT_NE(root, nullptr);
  const Duration after_look = e.holder->let_go - root->lock_decided;
  EXPECT_LE(e.holder->time_left, after_look);
  EXPECT_LT(to_seconds(after_look - e.holder->time_left), 15);
  // 12 ms a LIST: nothing else is as many.
  EXPECT_NEAR(to_seconds(e.holder->time_left) / static_cast<double>(*e.holder->requests_left), 0.012, 0.001);
}

/// Every failed operation of every cause has a story: a rule that ended it, and something that happened.
TEST(Explain, AllFailuresOfDifferentScenarios) {
  for (const char* name : {"longhorn-8742", "one-failed-poll", "target-full", "harvester-9231",
                           "longhorn-11429", "remedy-resume-schedule", "crash-leaves-lock", "slow-target"}) {
    const model::Scenario scenario = shipped(name);
    Question question;
    question.failures = 40;
    const Trace trace = trace_of(scenario, question);
    EXPECT_FALSE(trace.failed.empty()) << name;
    for (const std::uint64_t id : trace.failed) {
      const Explanation e = explain_operation(scenario, trace, id);
      EXPECT_NE(e.cause, record::Cause::none) << name << " " << id;
      EXPECT_THAT(e.ended_by, Not(IsEmpty())) << name << " " << id << " " << record::word(e.cause);
      EXPECT_FALSE(e.happened.empty()) << name << " " << id;
      for (std::size_t k = 1; k < e.happened.size(); ++k) EXPECT_LE(e.happened[k - 1].at, e.happened[k].at);
      for (std::size_t k = 1; k < e.followed.size(); ++k) EXPECT_LE(e.followed[k - 1].at, e.followed[k].at);
    }
    for (const std::uint64_t id : trace.skipped_runs) {
      const Explanation e = explain_run(scenario, trace, id);
      EXPECT_THAT(e.ended_by, Not(IsEmpty())) << name << " run " << id;
    }
  }
}

/// Told twice, an operation has the same story; and asking for more changes nothing of it.
TEST(Explain, DoesNotDependOnWhatElseIsAsked) {
  const model::Scenario scenario = shipped("harvester-1.4-incident");
  Question one, many;
  one.first_of = {{true, machine(scenario, "web-3")}};
  many = one;
  many.failures = 100;
  const Trace few = trace_of(scenario, one), all = trace_of(scenario, many);
  ASSERT_EQ(few.first_of, all.first_of);
  const std::uint64_t id = few.first_of.at(0);
  EXPECT_EQ(explanation_text(scenario, explain_operation(scenario, few, id), false),
            explanation_text(scenario, explain_operation(scenario, all, id), false));
}

TEST(Explain, ASkippedRunNamesWhatSuspendedItsSchedule) {
  const model::Scenario scenario = shipped("one-disk-suspends");
  Question question;
  question.failures = 10;
  const Trace trace = trace_of(scenario, question);
  ASSERT_FALSE(trace.skipped_runs.empty());
  const Explanation e = explain_run(scenario, trace, trace.skipped_runs.front());
  EXPECT_EQ(e.cause, record::Cause::suspended_not_synced);
  EXPECT_THAT(explanation_text(scenario, e, false), HasSubstr("Longhorn Backup Not Synced"));
  EXPECT_THAT(explanation_text(scenario, e, false),
              HasSubstr("the schedule was suspended because of VM backup"));
}

TEST(Explain, WhatDoesNotExistIsNotInTheTrace) {
  const model::Scenario scenario = shipped("harvester-6903");
  Question question;
  question.operations = {999999};
  question.runs = {999999};
  const Trace trace = trace_of(scenario, question);
  EXPECT_EQ(trace.find(999999), nullptr);
  EXPECT_EQ(trace.runs.count(999999), 0u);
}

}  // namespace
}  // namespace headway::explain
