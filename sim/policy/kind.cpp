#include "sim/policy/kind.h"

#include <algorithm>
#include <utility>

#include "sim/core/check.h"

namespace headway::policy {

SettingInfo count(std::string_view name, std::int64_t value, std::int64_t low, std::int64_t high,
                  std::string_view about) {
  SettingInfo info;
  info.name = name, info.about = about, info.value = value, info.low = low, info.high = high;
  return info;
}

SettingInfo length(std::string_view name, Duration value, Duration shortest, Duration longest,
                   std::string_view about) {
  SettingInfo info;
  info.name = name, info.about = about, info.value = value, info.shortest = shortest, info.longest = longest;
  return info;
}

SettingInfo word(std::string_view name, std::vector<std::string_view> words, std::string_view about) {
  SettingInfo info;
  info.name = name, info.about = about, info.value = std::string(words.front());
  info.words = std::move(words);
  return info;
}

const model::PolicyValue& Settings::value(std::string_view name) const {
  const auto& settings = choice_->settings;
  const auto at =
      std::find_if(settings.begin(), settings.end(), [&](const auto& entry) { return entry.first == name; });
  core::check_invariant(at != settings.end(), "a policy's setting is missing");
  return at->second;
}

std::int64_t Settings::count(std::string_view name) const {
  return std::get<std::int64_t>(value(name));
}
Duration Settings::length(std::string_view name) const {
  return std::get<Duration>(value(name));
}
const std::string& Settings::word(std::string_view name) const {
  return std::get<std::string>(value(name));
}

const Kind* find_kind(std::string_view name) {
  const auto all = kinds();
  const auto at = std::find_if(all.begin(), all.end(), [&](const Kind* kind) { return kind->name == name; });
  return at == all.end() ? nullptr : *at;
}

model::PolicyChoice default_choice(const Kind& kind) {
  model::PolicyChoice choice;
  choice.name = std::string(kind.name);
  for (const SettingInfo& info : kind.settings)
    choice.settings.emplace_back(std::string(info.name), info.value);
  return choice;
}

}  // namespace headway::policy
