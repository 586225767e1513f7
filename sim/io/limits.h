// How large a scenario may be. Past a limit the reader refuses in one clear line, before it allocates what
// was asked for; inside them a scenario fits the memory of a small machine (docs and schema repeat the
// numbers from here).
#pragma once

#include <cstddef>
#include <cstdint>

#include "sim/core/time.h"
#include "sim/core/units.h"

namespace headway::io {

// The text.
inline constexpr std::size_t kMaxFileBytes = 64u << 20;   ///< of a scenario file
inline constexpr std::size_t kMaxJsonDepth = 64;          ///< arrays and objects inside each other
inline constexpr std::size_t kMaxJsonValues = 5'000'000;  ///< values of all kinds (36 bytes of memory each)
inline constexpr std::size_t kMaxSettings = 10'000;       ///< --set on one command line
inline constexpr std::size_t kMaxReportedErrors = 100;    ///< the rest is counted ("and N more errors")
inline constexpr std::size_t kMaxReportedWarnings = 100;  ///< likewise
inline constexpr std::size_t kMaxNameBytes = 253;         ///< of a name after expansion, as in Kubernetes

// Entities, after expansion of ranges.
inline constexpr std::int64_t kMaxVolumes = 1'000'000;  ///< and virtual machines
inline constexpr std::int64_t kMaxNodes = 10'000;
inline constexpr std::int64_t kMaxTargets = 1'000;
inline constexpr std::int64_t kMaxSchedules = 100'000;
inline constexpr std::int64_t kMaxBackingImages = 10'000;
inline constexpr std::int64_t kMaxStandbyVolumes = 100'000;
inline constexpr std::int64_t kMaxEvents = 100'000;
inline constexpr std::int64_t kMaxUpgrades = 100;  ///< each holds all parameters
inline constexpr std::int64_t kMaxTransfers = 1'000'000;
inline constexpr std::int64_t kMaxCapacityWindows = 1'000;  ///< of one target
inline constexpr std::int64_t kMaxPolicies = 16;
inline constexpr std::int64_t kMaxExpectations = 10'000;
inline constexpr std::int64_t kMaxPathLength = 16;  ///< links of one transfer
inline constexpr std::int64_t kMaxGroups = 100;  ///< groups, jobs or backups of one volume; groups of one job
inline constexpr std::int64_t kMaxLabels = 5'000'000;  ///< groups, jobs and backups entries of all volumes
inline constexpr std::int64_t kMaxListedNames = 5'000'000;      ///< names looked up for all lists of names
inline constexpr std::int64_t kMaxSelections = 20'000'000;      ///< (job, volume) pairs
inline constexpr std::int64_t kMaxEmpiricalValues = 10'000;     ///< of one empirical distribution
inline constexpr std::int64_t kMaxEmpiricalTotal = 10'000'000;  ///< over all volumes, each with its own copy

// Work.
inline constexpr std::int64_t kMaxReplications = 1'000'000;
inline constexpr double kMaxDueBackups = 1e9;  ///< (volume, tick) pairs of one replication, estimated

// Quantities.
inline constexpr Bytes kMaxBytes{std::int64_t{1} << 60};  ///< of one size, and of all volumes together
inline constexpr BytesPerSecond kMinRate{1};              ///< slower than this is an outage, not a rate
inline constexpr BytesPerSecond kMaxRate{1e15};           ///< a petabyte a second
inline constexpr Duration kMaxClockSkew = hours{24};      ///< either way
inline constexpr Duration kMaxLatency = hours{1};         ///< of one request, each value given
inline constexpr Duration kMaxTimeResolution = hours{1};
inline constexpr double kMaxCpu = 4096;
inline constexpr double kMaxSigma = 5;  ///< of a lognormal
inline constexpr double kMaxCompressionRatio = 1000;
inline constexpr std::int64_t kMaxConcurrency = 1'000'000;
inline constexpr std::int64_t kMaxReplicas = 100;  ///< of a restored or standby volume
inline constexpr std::int64_t kMaxFullBackupInterval = 1'000'000;
inline constexpr double kMaxLatencyFactor = 1e6;
inline constexpr std::int64_t kMaxDeletedBackups = 1'000'000;  ///< by one event
inline constexpr std::int64_t kMaxRetain = 1'000'000;          ///< where the preset has no maximum
inline constexpr std::int64_t kMaxBackupsAtStart = 1'000'000;  ///< of one volume and job
inline constexpr Duration kMaxApiDelay = minutes{10};          ///< of one call of the API server

// What Harvester admits (harvester: schedulebackup.go, the fields' own validation).
inline constexpr std::int64_t kMinVmRetain = 2, kMaxVmRetain = 250;
inline constexpr std::int64_t kMinVmMaxFailure = 2;

}  // namespace headway::io
