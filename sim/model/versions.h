// Versions as numbers: which Longhorn, Kubernetes and Harvester versions have a preset, and which of two is
// older; which Longhorn a Harvester ships.
//
// The history of a parameter says since which version a value holds; to read it one compares versions. The
// development branch is newer than every release. Everything here is O(number of versions), a few dozen.
#pragma once

#include <compare>
#include <optional>
#include <span>
#include <string_view>

namespace headway::model {

/// major.minor.patch; the development branch has the greatest numbers there are.
struct Version {
  int major = 0, minor = 0, patch = 0;
  bool has_patch = false;  ///< whether a patch number was written; takes no part in comparisons

  constexpr bool operator==(const Version& other) const { return (*this <=> other) == 0; }
  constexpr std::strong_ordering operator<=>(const Version& other) const {
    if (const auto order = major <=> other.major; order != 0) return order;
    if (const auto order = minor <=> other.minor; order != 0) return order;
    return patch <=> other.patch;
  }
};

/// Reads "1.7.2", "1.30" (patch 0) or "development"; a leading "v" and anything after the patch number
/// ("v1.30.4+rke2r1", "1.8.0-rc1") are accepted and ignored. nullopt for anything else.
std::optional<Version> read_version(std::string_view text);

/// Kubernetes minor versions whose CronJob controller is known, oldest first ("1.21").
std::span<const std::string_view> kubernetes_versions();

/// The known minor version meant by "1.30", "v1.30" or "v1.30.4+rke2r1"; the newest known one for an empty
/// word; an empty answer when unknown.
std::string_view resolve_kubernetes_version(std::string_view kubernetes);

/// The version meant by such a word, for comparison with a parameter's history: a word without a patch number
/// means the last patch release of its minor version. nullopt when unknown.
std::optional<Version> kubernetes_version(std::string_view kubernetes);

/// Harvester releases whose Longhorn has a preset, oldest first, the development branch ("development") last.
std::span<const std::string_view> harvester_versions();

/// The full name of the Harvester version that such a word means ("v1.4.0"; "1.4" for its last patch release;
/// "development"); empty when unknown.
std::string_view resolve_harvester_version(std::string_view harvester);

/// The Longhorn version that a Harvester version ships, for a word as resolve_harvester_version takes it;
/// empty when unknown. Source: harvester deploy/charts/harvester/Chart.yaml, by tag.
std::string_view longhorn_of_harvester(std::string_view harvester);

}  // namespace headway::model
