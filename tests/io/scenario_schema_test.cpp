// The schema and the reader must not drift apart: same keys, same defaults, same needed keys.
#include "sim/io/scenario_schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "scenario_text.h"
#include "sim/io/amounts.h"
#include "sim/io/event_forms.h"
#include "sim/io/known_keys.h"
#include "sim/io/scenario_writer.h"
#include "sim/policy/kind.h"

namespace headway::io {
namespace {

using Json = nlohmann::json;

const Json& schema() {
  static const Json parsed = Json::parse(scenario_schema());
  return parsed;
}

const Json& definition(std::string_view name) {
  return name == "scenario" ? schema() : schema().at("$defs").at(std::string(name));
}

TEST(ScenarioSchema, HasTheKeysThatTheReaderKnows) {
  for (const ObjectKeys& object : keys::kAll) {
    const std::set<std::string> known(object.keys.begin(), object.keys.end());
    std::set<std::string> described;
    for (const auto& [key, value] : definition(object.definition).at("properties").items())
      described.insert(key);
    EXPECT_EQ(known, described) << object.definition;
    EXPECT_EQ(definition(object.definition).value("additionalProperties", true), object.open)
        << object.definition;
  }
}

TEST(ScenarioSchema, HasNoObjectThatTheReaderDoesNotKnow) {
  std::set<std::string> known;
  for (const ObjectKeys& object : keys::kAll) known.emplace(object.definition);
  for (const auto& [name, value] : schema().at("$defs").items()) {
    if (value.contains("properties")) {
      EXPECT_TRUE(known.contains(name)) << name;
    }
  }
}

TEST(ScenarioSchema, HasEveryParameter) {
  const Json& overrides = definition("platform").at("properties").at("overrides");
  EXPECT_EQ(overrides.at("properties").size(), model::parameter_table().size());
  EXPECT_FALSE(overrides.at("additionalProperties").get<bool>());
  for (const auto& row : model::parameter_table()) {
    EXPECT_TRUE(overrides.at("properties").contains(std::string(row.name))) << row.name;
  }
}

TEST(ScenarioSchema, EveryReferenceLeadsSomewhereAndEveryPropertyIsDescribed) {
  const auto walk = [&](const auto& self, const Json& node, const std::string& path) -> void {
    if (node.is_object() && node.contains("$ref")) {
      const std::string target = node.at("$ref");
      ASSERT_EQ(target.rfind("#/$defs/", 0), 0u) << path;
      EXPECT_TRUE(schema().at("$defs").contains(target.substr(8))) << path;
    }
    if (node.is_object() && node.contains("properties")) {
      for (const auto& [key, value] : node.at("properties").items()) {
        const bool refers = value.contains("$ref");
        const std::string target = refers ? std::string(value.at("$ref")).substr(8) : "";
        const Json& described = refers ? definition(target) : value;
        EXPECT_TRUE(value.contains("description") || described.contains("description")) << path << "/" << key;
      }
    }
    if (node.is_structured()) {
      for (const auto& [key, value] : node.items()) self(self, value, path + "/" + key);
    }
  };
  walk(walk, schema(), "");
}

/// An object with every default that the schema states for it.
Json defaults_of(std::string_view name) {
  Json out = Json::object();
  for (const auto& [key, value] : definition(name).at("properties").items()) {
    if (value.contains("default")) out[key] = value.at("default");
  }
  return out;
}

TEST(ScenarioSchema, DefaultsAreTheReaders) {
  const Json plain = Json::parse(small_scenario());
  Json explicit_one = plain;
  const auto fill = [](Json& object, const Json& defaults) {
    for (const auto& [key, value] : defaults.items()) {
      if (!object.contains(key)) object[key] = value;
    }
  };
  fill(explicit_one, defaults_of("scenario"));
  fill(explicit_one["time"], defaults_of("time"));
  explicit_one["random"] = defaults_of("random");
  fill(explicit_one["platform"], defaults_of("platform"));
  fill(explicit_one["nodes"][0], defaults_of("node"));
  fill(explicit_one["targets"][0], defaults_of("target"));
  explicit_one["targets"][0]["latency"] = defaults_of("latency");
  fill(explicit_one["volumes"][0], defaults_of("volume"));
  explicit_one["volumes"][0]["dirtied"] = defaults_of("dirtied");
  fill(explicit_one["schedules"][0], defaults_of("recurring_job"));
  explicit_one["windows"] = defaults_of("windows");
  EXPECT_GT(explicit_one.dump().size(), 2 * plain.dump().size());
  EXPECT_EQ(write_scenario(must_read(explicit_one.dump())), write_scenario(must_read(small_scenario())));
}

TEST(ScenarioSchema, NeededKeysAreTheReaders) {
  // Each needed key left out, one at a time, is reported by its name.
  const Json full = Json::parse(small_scenario(R"(,
    "transfers": [{"id": "t", "at": "2024-06-10T00:00:00Z", "bytes": "1Gi", "path": ["s3"]}],
    "expect": [{"metric": "m", "observed_at_most": 0}])"));
  const auto try_without = [&](std::string_view name, const Json::json_pointer& place) {
    for (const auto& key : definition(name).at("required")) {
      Json broken = full;
      broken[place].erase(key.get<std::string>());
      const auto errors = errors_of(broken.dump());
      EXPECT_NE(errors.find("found no \"" + key.get<std::string>() + "\""), std::string::npos) << errors;
    }
  };
  try_without("scenario", Json::json_pointer(""));
  try_without("time", Json::json_pointer("/time"));
  try_without("node", Json::json_pointer("/nodes/0"));
  try_without("target", Json::json_pointer("/targets/0"));
  try_without("volume", Json::json_pointer("/volumes/0"));
  try_without("recurring_job", Json::json_pointer("/schedules/0"));
  try_without("transfer", Json::json_pointer("/transfers/0"));
  try_without("expectation", Json::json_pointer("/expect/0"));
}

/// One event of each kind that is simulated, with what it must have.
Json events_of_every_kind() {
  const Json values = {{"node", "node1"},       {"target", "s3"},   {"volume", "data-01"},
                       {"schedule", "nightly"}, {"image", "image"}, {"for", "1m"},
                       {"back_after", "2m"},    {"skew", "3s"},     {"cron", "@hourly"},
                       {"longhorn", "1.8.2"},   {"vm", "vm-1"},     {"delay", "1s"}};
  Json out = Json::array();
  for (const EventForm& form : event_forms()) {
    Json event = {{"at", "2024-06-10T00:00:00Z"}, {"kind", form.word}};
    for (const auto& key : definition(form.keys->definition).at("required")) {
      if (!event.contains(key)) event[key.get<std::string>()] = values.at(key.get<std::string>());
    }
    if (form.kind == model::EventKind::clock_skew) event["node"] = "node1";
    out.push_back(event);
  }
  return out;
}

Json scenario_of_every_kind() {
  Json out = Json::parse(small_scenario());
  out["platform"]["harvester"] = "1.4.0";
  out["virtual_machines"] = {{{"name", "vm-1"}, {"volumes", {"data-01"}}}};
  out["backing_images"] = {{{"name", "image"}, {"size", "2Gi"}}};
  out["standby_volumes"] = {{{"name", "dr"}, {"source", "data-01"}}};
  out["schedules"].push_back(
      {{"kind", "Manual"}, {"name", "hand"}, {"at", "2024-06-10T00:00:00Z"}, {"volumes", {"data-01"}}});
  out["schedules"].push_back(
      {{"kind", "ScheduleVMBackup"}, {"name", "nightly"}, {"vm", "vm-1"}, {"cron", "@daily"}});
  out["events"] = events_of_every_kind();
  return out;
}

TEST(ScenarioSchema, EventsHaveTheWordsOfTheReader) {
  const Json& variants = definition("scenario").at("properties").at("events").at("items").at("oneOf");
  ASSERT_EQ(variants.size(), event_forms().size());
  for (std::size_t k = 0; k < event_forms().size(); ++k) {
    const EventForm& form = event_forms()[k];
    EXPECT_EQ(variants.at(k).at("$ref"), "#/$defs/" + std::string(form.keys->definition));
    const Json& kind = definition(form.keys->definition).at("properties").at("kind");
    EXPECT_EQ(kind.at("const"), form.word);
  }
}

TEST(ScenarioSchema, DefaultsOfEventsImagesStandbyVolumesAndVmSchedulesAreTheReaders) {
  const Json plain = scenario_of_every_kind();
  Json explicit_one = plain;
  const auto fill = [](Json& object, std::string_view name) {
    const Json defaults = defaults_of(name);
    for (const auto& [key, value] : defaults.items()) {
      if (!object.contains(key)) object[key] = value;
    }
  };
  fill(explicit_one["backing_images"][0], "backing_image");
  fill(explicit_one["standby_volumes"][0], "standby_volume");
  fill(explicit_one["schedules"][2], "schedule_vm_backup");
  for (std::size_t i = 0; i < event_forms().size(); ++i)
    fill(explicit_one["events"][i], event_forms()[i].keys->definition);
  EXPECT_GT(explicit_one.dump().size(), plain.dump().size() + 100);
  EXPECT_EQ(write_scenario(must_read(explicit_one.dump())), write_scenario(must_read(plain.dump())));
}

TEST(ScenarioSchema, NeededKeysOfEventsImagesStandbyVolumesAndMachinesAreTheReaders) {
  const Json full = scenario_of_every_kind();
  const auto try_without = [&](std::string_view name, const std::string& place) {
    for (const auto& key : definition(name).at("required")) {
      Json broken = full;
      broken[Json::json_pointer(place)].erase(key.get<std::string>());
      const auto errors = errors_of(broken.dump());
      EXPECT_NE(errors.find(place + ": found no \"" + key.get<std::string>() + "\""), std::string::npos)
          << errors;
    }
  };
  try_without("backing_image", "/backing_images/0");
  try_without("standby_volume", "/standby_volumes/0");
  try_without("virtual_machine", "/virtual_machines/0");
  try_without("manual", "/schedules/1");
  try_without("schedule_vm_backup", "/schedules/2");
  for (std::size_t i = 0; i < event_forms().size(); ++i)
    try_without(event_forms()[i].keys->definition, "/events/" + std::to_string(i));
}

/// The kinds in sim/policy and the schema say the same.
TEST(ScenarioSchema, HasEveryPolicyWithItsSettings) {
  const Json& variants = definition("policy").at("oneOf");
  const auto kinds = policy::kinds();
  ASSERT_EQ(variants.size(), kinds.size());
  for (std::size_t k = 0; k < kinds.size(); ++k) {
    const policy::Kind& kind = *kinds[k];
    EXPECT_EQ(definition("policy").at("properties").at("name").at("enum").at(k), kind.name);
    const Json& properties = variants.at(k).at("properties");
    EXPECT_EQ(properties.at("name").at("const"), kind.name);
    EXPECT_EQ(properties.size(), kind.settings.size() + 1) << kind.name;
    for (const policy::SettingInfo& info : kind.settings) {
      const Json& property = properties.at(std::string(info.name));
      if (const auto* count = std::get_if<std::int64_t>(&info.value)) {
        EXPECT_EQ(property.at("default"), *count);
        EXPECT_EQ(property.at("minimum"), info.low);
        EXPECT_EQ(property.at("maximum"), info.high);
      } else if (const auto* length = std::get_if<Duration>(&info.value)) {
        EXPECT_EQ(property.at("default"), format_duration(*length)) << kind.name << " " << info.name;
      } else {
        EXPECT_EQ(property.at("default"), std::get<std::string>(info.value));
        EXPECT_EQ(property.at("enum"), Json(info.words));
      }
    }
  }
}

}  // namespace
}  // namespace headway::io
