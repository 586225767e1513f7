// The per-row files (runs, operations, locks, messages, utilisation) of one replication.
//
// Replications may be played at once and end in any order, so each writes its own part files inside the
// results folder; join_parts then strings them together in the order of replications. The bytes do not
// depend on the number of threads.
#pragma once

#include <cstdint>

#include "sim/io/results/csv.h"
#include "sim/io/results/results_folder.h"
#include "sim/model/scenario.h"
#include "sim/record/records.h"

namespace headway::results {

/// Writes what it is told; rows come in the order of emission. Throws ResultsError when the disk refuses.
/// Several may write to one folder from several threads, one for each replication.
class RecordWriter : public record::Sink {
 public:
  /// Scenario and folder must outlive it.
  RecordWriter(const model::Scenario& scenario, const ResultsFolder& folder, std::int64_t replication);

  void on(const record::Operation& operation) override;
  void on(const record::LockAttempt& attempt) override;
  void on(const record::Run& run) override;
  void on(const record::Message& message) override;
  void on(const record::Load& load) override;
  using record::Sink::on;

  /// Must be called when the replication has ended; what it could not write is lost without it.
  void close();

 private:
  const model::Scenario& scenario_;
  std::int64_t replication_;
  CsvWriter operations_, locks_, runs_, messages_, utilisation_;
};

/// Makes operations.csv, locks.csv, runs.csv, messages.csv and utilisation.csv of the parts of replications 0
/// to `replications` - 1, all of which were closed, and removes the parts. O(bytes). Throws ResultsError.
void join_parts(ResultsFolder& folder, std::int64_t replications);

}  // namespace headway::results
