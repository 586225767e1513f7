// The kinds of policies there are: name, settings with ranges and defaults, and how to make one. Each kind is
// one file in sim/policy/kinds; the list of them is made by CMake from that folder. A new kind touches that
// file, its test, and the published schema (sim/io/schema/scenario.schema.json), where its name and settings
// are entered by hand.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/time.h"
#include "sim/model/scenario.h"
#include "sim/policy/policy.h"

namespace headway::policy {

/// One setting of a kind: a count, a length of time, or one of some words. Always explicit in the model.
struct SettingInfo {
  std::string_view name, about;
  model::PolicyValue value;             ///< the default; says of what type it is
  std::int64_t low = 0, high = 0;       ///< range of counts
  Duration shortest{}, longest{};       ///< range of lengths of time
  std::vector<std::string_view> words;  ///< for words
};

SettingInfo count(std::string_view name, std::int64_t value, std::int64_t low, std::int64_t high,
                  std::string_view about);
SettingInfo length(std::string_view name, Duration value, Duration shortest, Duration longest,
                   std::string_view about);
/// The first of the words is the default.
SettingInfo word(std::string_view name, std::vector<std::string_view> words, std::string_view about);

/// The settings of one choice, by name. Precondition: there is one of that name and type.
class Settings {
 public:
  explicit Settings(const model::PolicyChoice& choice) : choice_(&choice) {}
  std::int64_t count(std::string_view name) const;
  Duration length(std::string_view name) const;
  const std::string& word(std::string_view name) const;

 private:
  const model::PolicyValue& value(std::string_view name) const;
  const model::PolicyChoice* choice_;
};

struct Kind {
  std::string_view name, about;
  std::vector<SettingInfo> settings;
  std::unique_ptr<Policy> (*make)(const Settings&);
};

/// All kinds, by name.
std::span<const Kind* const> kinds();
/// The kind of that name, or nullptr.
const Kind* find_kind(std::string_view name);
/// A choice of that kind with all settings at their defaults.
model::PolicyChoice default_choice(const Kind& kind);

}  // namespace headway::policy
