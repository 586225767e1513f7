#include "sim/io/results/csv.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "sim/core/check.h"
#include "sim/io/results/results_error.h"
#include "sim/record/printing.h"

namespace headway::results {
namespace {

constexpr std::size_t kBuffer = std::size_t{1} << 16;
constexpr std::string_view kLineEnd = "\r\n";

}  // namespace

std::string csv_field(std::string_view text) {
  const bool blank_end = !text.empty() && (text.front() == ' ' || text.back() == ' ');
  if (!blank_end && text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  quoted += '"';
  return quoted;
}

OutputFile::OutputFile(std::filesystem::path path) : path_(std::move(path)) {
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor_ < 0) throw ResultsError("cannot create", path_, errno);
  buffer_.reserve(kBuffer);
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void OutputFile::write(std::string_view text) {
  if (buffer_.size() + text.size() > kBuffer) flush();
  if (text.size() >= kBuffer) {
    std::string(text).swap(buffer_);
    flush();
    return;
  }
  buffer_ += text;
}

void OutputFile::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      throw ResultsError("cannot write", path_, errno);
    }
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  buffer_.clear();
}

void OutputFile::close() {
  flush();
  if (descriptor_ < 0) return;
  // On Linux the descriptor is gone after close() whatever it returns.
  if (::close(std::exchange(descriptor_, -1)) != 0 && errno != EINTR) {
    throw ResultsError("cannot write", path_, errno);
  }
}

CsvWriter::CsvWriter(std::filesystem::path path, const Table& table, Instant start, Header header)
    : file_(std::move(path)), table_(&table), start_(start) {
  if (header == Header::no) return;
  std::string line;
  for (const Column& column : table.columns) {
    if (!line.empty()) line += ',';
    line += column.name;
  }
  line += kLineEnd;
  file_.write(line);
}

void CsvWriter::begin_field() {
  if (fields_++ > 0) line_ += ',';
}

void CsvWriter::text(std::string_view field) {
  begin_field();
  line_ += csv_field(field);
}

void CsvWriter::integer(std::int64_t value) {
  begin_field();
  line_ += std::to_string(value);
}

void CsvWriter::integer(std::uint64_t value) {
  begin_field();
  line_ += std::to_string(value);
}

void CsvWriter::number(double value) {
  begin_field();
  line_ += record::number_text(value);
}

void CsvWriter::boolean(bool value) {
  begin_field();
  line_ += value ? "true" : "false";
}

void CsvWriter::instant(Instant at) {
  begin_field();
  line_ += record::instant_text(at);
  begin_field();
  if (at != Instant::max()) line_ += record::seconds_text(at - start_);
}

void CsvWriter::nothing() {
  begin_field();
}

void CsvWriter::end_row() {
  core::check_invariant(fields_ == table_->columns.size(), "a row has as many fields as its table columns");
  line_ += kLineEnd;
  file_.write(line_);
  line_.clear();
  fields_ = 0;
  ++rows_;
}

void CsvWriter::append_rows(std::string_view written) {
  file_.write(written);
  for (const char c : written) {
    if (c == '"') in_quotes_ = !in_quotes_;
    rows_ += c == '\n' && !in_quotes_;
  }
}

}  // namespace headway::results
