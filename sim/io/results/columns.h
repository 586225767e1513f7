// Every column of every CSV file of a results folder: the one table that the writers follow, that
// `headway schema results` prints and that manifest.json repeats.
//
// Units stand in the names (`_s`, `_bytes`). Instants come twice: `…_utc` for people, `…_s` (seconds since
// the scenario's start) for arithmetic. A field of which nothing is known is empty.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace headway::results {

enum class ColumnType : std::uint8_t {
  text,
  integer,  ///< 64 bits
  number,   ///< decimal; figures of statistics carry 10 significant digits, times are exact
  boolean,  ///< true or false
  instant,  ///< RFC 3339, UTC
};
/// "text", "integer", "number", "boolean", "instant".
std::string_view word(ColumnType type);

struct Column {
  std::string_view name;
  ColumnType type;
  std::string_view unit;  ///< "s", "bytes", "bytes/s", or empty
  std::string_view description;
};

struct Table {
  std::string_view file;  ///< "operations.csv"
  std::string_view row;   ///< what one row is
  std::span<const Column> columns;
};

/// All tables, in the order of interfaces.md.
std::span<const Table> tables();

/// The table of that file. Precondition: there is one.
const Table& table(std::string_view file);

}  // namespace headway::results
