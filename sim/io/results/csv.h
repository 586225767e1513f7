// CSV as RFC 4180 has it: comma, CRLF, a header, quotes where a field needs them. Independent of locale.
//
// The writer follows a table of columns.h and counts: a row with a field too many or too few aborts, so that
// the published columns and the files cannot drift apart. Buffered; every failure of the disk throws.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "sim/core/time.h"
#include "sim/io/results/columns.h"

namespace headway::results {

/// The field as RFC 4180 writes it: in quotes, inner ones doubled, when it holds a comma, a quote or a line
/// break or has blanks at its ends; else as it is.
std::string csv_field(std::string_view text);

/// A file that is written from front to back. Throws ResultsError with path and reason; closing reports what
/// the disk refused late. Removed by nobody: its folder is (ResultsFolder).
class OutputFile {
 public:
  explicit OutputFile(std::filesystem::path path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void write(std::string_view text);
  /// Flushes and closes; without it the destructor closes and whatever it could not write is lost.
  void close();

 private:
  void flush();

  std::filesystem::path path_;
  std::string buffer_;
  int descriptor_ = -1;
};

class CsvWriter {
 public:
  enum class Header : std::uint8_t { yes, no };
  /// `start` is what `…_s` columns count from.
  CsvWriter(std::filesystem::path path, const Table& table, Instant start = {}, Header header = Header::yes);

  void text(std::string_view field);
  void integer(std::int64_t value);
  void integer(std::uint64_t value);
  /// Ten significant digits; empty when not finite.
  void number(double value);
  void boolean(bool value);
  /// Two fields, `…_utc` and `…_s`; both empty for Instant::max().
  void instant(Instant at);
  void nothing();
  void end_row();

  /// Whole rows that another writer of the same table wrote without a header; may come in pieces.
  void append_rows(std::string_view written);

  std::int64_t rows() const { return rows_; }
  void close() { file_.close(); }

 private:
  void begin_field();

  OutputFile file_;
  const Table* table_;
  Instant start_;
  std::string line_;
  std::size_t fields_ = 0;
  bool in_quotes_ = false;  ///< of appended rows: a line break inside quotes ends no row
  std::int64_t rows_ = 0;
};

}  // namespace headway::results
