#include "sim/model/versions.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "sim/model/parameters.h"

namespace headway::model {
namespace {

constexpr std::string_view kDevelopment = "development";
constexpr int kNewest = std::numeric_limits<int>::max();

constexpr std::array<std::string_view, 27> kLonghorn = {
    "1.6.0",  "1.6.1",  "1.6.2",  "1.6.3",  "1.6.4",  "1.7.0",  "1.7.1",  "1.7.2",  "1.7.3",
    "1.7.4",  "1.8.0",  "1.8.1",  "1.8.2",  "1.9.0",  "1.9.1",  "1.9.2",  "1.9.3",  "1.10.0",
    "1.10.1", "1.10.2", "1.11.0", "1.11.1", "1.11.2", "1.11.3", "1.12.0", "1.12.1", kDevelopment};

constexpr std::array<std::string_view, 16> kKubernetes = {"1.21", "1.22", "1.23", "1.24", "1.25", "1.26",
                                                          "1.27", "1.28", "1.29", "1.30", "1.31", "1.32",
                                                          "1.33", "1.34", "1.35", "1.36"};

constexpr std::array<std::string_view, 20> kHarvester = {
    "1.3.0", "1.3.1", "1.3.2", "1.4.0", "1.4.1", "1.4.2", "1.4.3", "1.5.0", "1.5.1", "1.5.2",
    "1.6.0", "1.6.1", "1.7.0", "1.7.1", "1.7.2", "1.7.3", "1.8.0", "1.8.1", "1.8.2", kDevelopment};

/// The Longhorn of each of these.
constexpr std::array<std::string_view, kHarvester.size()> kShipped = {
    "1.6.0", "1.6.2", "1.6.2",  "1.7.2",  "1.7.2",  "1.7.2",  "1.7.3",  "1.8.1",  "1.8.2",  "1.8.2",
    "1.9.1", "1.9.2", "1.10.1", "1.10.2", "1.10.2", "1.10.2", "1.11.1", "1.11.2", "1.11.2", "1.12.1"};

/// Takes a number off the front of `text`; false when there is none.
bool take_number(std::string_view& text, int& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number < 0) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

bool take_dot(std::string_view& text) {
  if (text.empty() || text.front() != '.') return false;
  text.remove_prefix(1);
  return true;
}

/// The version of an ordered list that a word means: itself, or the last patch release of its minor version.
std::string_view resolve(std::string_view word, std::span<const std::string_view> known_versions) {
  if (!word.empty() && word.front() == 'v') word.remove_prefix(1);
  std::string_view last_patch;
  for (const std::string_view known : known_versions) {
    if (known == word) return known;
    // "1.7" is followed by a dot in "1.7.4" but not in "1.70.0"; the list is ordered, so the last one stays.
    if (known.size() > word.size() && known.starts_with(word) && known[word.size()] == '.' &&
        word.find('.') != std::string_view::npos) {
      last_patch = known;
    }
  }
  return last_patch;
}

}  // namespace

std::optional<Version> read_version(std::string_view text) {
  if (text == kDevelopment) return Version{kNewest, kNewest, kNewest, true};
  if (!text.empty() && text.front() == 'v') text.remove_prefix(1);
  Version version;
  if (!take_number(text, version.major) || !take_dot(text) || !take_number(text, version.minor)) {
    return std::nullopt;
  }
  if (text.empty()) return version;
  if (!take_dot(text) || !take_number(text, version.patch)) return std::nullopt;
  version.has_patch = true;
  if (!text.empty() && text.front() != '+' && text.front() != '-') return std::nullopt;
  return version;
}

std::span<const std::string_view> longhorn_versions() {
  return kLonghorn;
}

std::string_view resolve_longhorn_version(std::string_view longhorn) {
  return resolve(longhorn, kLonghorn);
}

std::span<const std::string_view> kubernetes_versions() {
  return kKubernetes;
}

std::string_view resolve_kubernetes_version(std::string_view kubernetes) {
  if (kubernetes.empty()) return kKubernetes.back();
  const auto wanted = read_version(kubernetes);
  if (!wanted) return {};
  for (const std::string_view known : kKubernetes) {
    const auto version = read_version(known);
    if (version->major == wanted->major && version->minor == wanted->minor) return known;
  }
  return {};
}

std::optional<Version> kubernetes_version(std::string_view kubernetes) {
  const std::string_view minor = resolve_kubernetes_version(kubernetes);
  if (minor.empty()) return std::nullopt;
  auto version = read_version(kubernetes.empty() ? minor : kubernetes);
  if (version && !version->has_patch) version->patch = kNewest;
  return version;
}

std::span<const std::string_view> harvester_versions() {
  return kHarvester;
}

std::string_view resolve_harvester_version(std::string_view harvester) {
  return resolve(harvester, kHarvester);
}

std::string_view longhorn_of_harvester(std::string_view harvester) {
  const std::string_view full = resolve_harvester_version(harvester);
  if (full.empty()) return {};
  return kShipped[static_cast<std::size_t>(std::ranges::find(kHarvester, full) - kHarvester.begin())];
}

}  // namespace headway::model
