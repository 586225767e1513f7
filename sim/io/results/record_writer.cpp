#include "sim/io/results/record_writer.h"

#include <array>
#include <cerrno>
#include <fstream>
#include <string>
#include <vector>

namespace headway::results {
namespace {

using record::kNever;
using record::kNone;

constexpr std::array<std::string_view, 5> kFiles{"runs.csv", "operations.csv", "locks.csv", "messages.csv",
                                                 "utilisation.csv"};

std::filesystem::path part_of(const ResultsFolder& folder, std::string_view file, std::int64_t replication) {
  return folder.path_of(".part-" + std::to_string(replication) + "-" + std::string(file));
}

CsvWriter part_writer(const model::Scenario& scenario, const ResultsFolder& folder, std::string_view file,
                      std::int64_t replication) {
  return {part_of(folder, file, replication), table(file), scenario.time.start, CsvWriter::Header::no};
}

/// Name of the entry, nothing for kNone.
template <class Entries>
std::string_view name_of(const Entries& entries, std::uint32_t index) {
  return index < entries.size() ? std::string_view(entries[index].name) : std::string_view{};
}

/// Name of the recurring job, manual backup or VM schedule, nothing for kNone.
std::string_view schedule_of(const model::Scenario& scenario, std::uint32_t index) {
  return index < model::schedule_count(scenario) ? std::string_view(model::schedule_name(scenario, index))
                                                 : std::string_view{};
}

/// Operation and run numbers begin at 1; 0 stands for none.
void reference(CsvWriter& csv, std::uint64_t id) {
  if (id == 0) return csv.nothing();
  csv.integer(id);
}

std::string_view word(record::Load::Resource resource) {
  switch (resource) {
    case record::Load::Resource::target_write:
      return "target-write";
    case record::Load::Resource::target_read:
      return "target-read";
    case record::Load::Resource::node_upload:
      return "node-upload";
    case record::Load::Resource::node_cpu:
      return "node-cpu";
    case record::Load::Resource::node_disk:
      return "node-disk";
    case record::Load::Resource::node_download:
      return "node-download";
    case record::Load::Resource::node_disk_write:
      return "node-disk-write";
  }
  return {};
}

}  // namespace

RecordWriter::RecordWriter(const model::Scenario& scenario, const ResultsFolder& folder,
                           std::int64_t replication)
    : scenario_(scenario),
      replication_(replication),
      operations_(part_writer(scenario, folder, "operations.csv", replication)),
      locks_(part_writer(scenario, folder, "locks.csv", replication)),
      runs_(part_writer(scenario, folder, "runs.csv", replication)),
      messages_(part_writer(scenario, folder, "messages.csv", replication)),
      utilisation_(part_writer(scenario, folder, "utilisation.csv", replication)) {}

void RecordWriter::on(const record::Operation& o) {
  operations_.integer(replication_);
  operations_.integer(o.id);
  reference(operations_, o.parent);
  operations_.text(record::word(o.kind));
  operations_.text(schedule_of(scenario_, o.schedule));
  operations_.text(name_of(scenario_.volumes, o.volume));
  operations_.text(name_of(scenario_.machines, o.vm));
  operations_.text(name_of(scenario_.nodes, o.node));
  operations_.text(name_of(scenario_.targets, o.target));
  operations_.instant(o.scheduled);
  operations_.instant(o.requested);
  operations_.text(record::word(o.lock));
  operations_.instant(o.lock_decided);
  operations_.integer(std::uint64_t{o.tries});
  operations_.instant(o.started);
  operations_.instant(o.transfer_started);
  operations_.instant(o.transfer_ended);
  operations_.instant(o.ended);
  operations_.instant(o.released);
  operations_.integer(o.bytes.count);
  operations_.integer(o.blocks);
  operations_.integer(o.block_size.count);
  operations_.text(record::word(o.outcome));
  operations_.text(record::word(o.cause));
  operations_.text(record::word(o.layer));
  operations_.text(record::word(o.blocked_by));
  reference(operations_, o.blocked_by_operation);
  operations_.boolean(o.collection_skipped);
  operations_.boolean(o.counted);
  operations_.end_row();
}

void RecordWriter::on(const record::LockAttempt& a) {
  locks_.integer(replication_);
  reference(locks_, a.operation);
  locks_.text(record::word(a.kind));
  locks_.text(name_of(scenario_.volumes, a.volume));
  locks_.text(name_of(scenario_.targets, a.target));
  locks_.integer(std::uint64_t{a.type});
  locks_.instant(a.requested);
  locks_.instant(a.decided);
  locks_.boolean(a.granted);
  locks_.text(record::word(a.blocked_by));
  reference(locks_, a.blocked_by_operation);
  locks_.integer(std::uint64_t{a.files_seen});
  locks_.instant(a.released);
  locks_.text(record::word(a.end));
  locks_.boolean(a.expired);
  locks_.boolean(a.overlaps);
  locks_.boolean(a.failed_open);
  locks_.boolean(a.counted);
  locks_.end_row();
}

void RecordWriter::on(const record::Run& r) {
  runs_.integer(replication_);
  runs_.integer(r.id);
  runs_.text(schedule_of(scenario_, r.schedule));
  runs_.instant(r.due);
  runs_.instant(r.fired);
  runs_.instant(r.started);
  runs_.instant(r.ended);
  runs_.text(record::word(r.outcome));
  runs_.text(record::word(r.cause));
  runs_.integer(std::uint64_t{r.volumes});
  runs_.integer(std::uint64_t{r.attempts});
  runs_.integer(std::uint64_t{r.lost});
  runs_.integer(std::uint64_t{r.reruns});
  runs_.boolean(r.counted);
  runs_.end_row();
}

void RecordWriter::on(const record::Message& m) {
  messages_.integer(replication_);
  messages_.instant(m.at);
  reference(messages_, m.operation);
  messages_.text(record::word(m.kind));
  messages_.text(schedule_of(scenario_, m.schedule));
  messages_.text(name_of(scenario_.volumes, m.volume));
  messages_.text(name_of(scenario_.machines, m.vm));
  messages_.text(record::word(m.layer));
  messages_.text(record::word(m.origin));
  messages_.text(record::word(m.cause));
  messages_.text(record::word(m.says));
  messages_.boolean(m.again);
  reference(messages_, m.root);
  messages_.boolean(m.counted);
  messages_.end_row();
}

void RecordWriter::on(const record::Load& l) {
  const bool of_target =
      l.resource == record::Load::Resource::target_write || l.resource == record::Load::Resource::target_read;
  utilisation_.integer(replication_);
  utilisation_.text(word(l.resource));
  utilisation_.text(of_target ? name_of(scenario_.targets, l.index) : name_of(scenario_.nodes, l.index));
  utilisation_.instant(l.at);
  utilisation_.number(l.rate.value);
  utilisation_.integer(std::uint64_t{l.flows});
  utilisation_.number(l.capacity.value);
  utilisation_.end_row();
}

void RecordWriter::close() {
  operations_.close();
  locks_.close();
  runs_.close();
  messages_.close();
  utilisation_.close();
}

void join_parts(ResultsFolder& folder, std::int64_t replications) {
  std::vector<char> chunk(std::size_t{1} << 20);
  for (const std::string_view file : kFiles) {
    CsvWriter joined(folder.path_of(file), table(file));
    for (std::int64_t replication = 0; replication < replications; ++replication) {
      const std::filesystem::path path = part_of(folder, file, replication);
      std::ifstream part(path, std::ios::binary);
      if (!part) throw ResultsError("cannot read", path, errno);
      while (part) {
        part.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
        joined.append_rows({chunk.data(), static_cast<std::size_t>(part.gcount())});
      }
      part.close();
      std::error_code ignored;
      std::filesystem::remove(path, ignored);
    }
    joined.close();
    folder.note_table(table(file), joined.rows());
  }
}

}  // namespace headway::results
