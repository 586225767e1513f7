#include "sim/io/results/csv.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "sim/io/results/results_error.h"
#include "sim/io/results/results_schema.h"
#include "sim/record/records.h"
#include "tests/analysis/scratch.h"

namespace headway::results {
namespace {

TEST(Csv, QuotesWhereRfc4180Does) {
  EXPECT_EQ(csv_field("plain-name"), "plain-name");
  EXPECT_EQ(csv_field(""), "");
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_field("say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(csv_field("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(csv_field("cr\r"), "\"cr\r\"");
  EXPECT_EQ(csv_field(" blank"), "\" blank\"");
}

TEST(Csv, HeaderFieldsAndLineEnds) {
  const tests::Scratch scratch;
  constexpr Column kColumns[] = {
      {"name", ColumnType::text, "", ""},    {"n", ColumnType::integer, "", ""},
      {"x", ColumnType::number, "", ""},     {"at_utc", ColumnType::instant, "", ""},
      {"at_s", ColumnType::number, "s", ""}, {"yes", ColumnType::boolean, "", ""}};
  const Table table{"t.csv", "", kColumns};
  const Instant start{seconds{1717977600}};
  CsvWriter csv(scratch.path() / "t.csv", table, start);
  csv.text("a,b");
  csv.integer(std::int64_t{-3});
  csv.number(1.0 / 3);
  csv.instant(start + milliseconds{1500});
  csv.boolean(true);
  csv.end_row();
  csv.nothing();
  csv.integer(std::numeric_limits<std::uint64_t>::max());
  csv.number(std::numeric_limits<double>::quiet_NaN());
  csv.instant(Instant::max());
  csv.boolean(false);
  csv.end_row();
  csv.close();
  EXPECT_EQ(csv.rows(), 2);
  EXPECT_EQ(tests::content(scratch.path() / "t.csv"),
            "name,n,x,at_utc,at_s,yes\r\n"
            "\"a,b\",-3,0.3333333333,2024-06-10T00:00:01.5Z,1.5,true\r\n"
            ",18446744073709551615,,,,false\r\n");
}

TEST(CsvDeathTest, ARowOfAnotherLengthAborts) {
  const tests::Scratch scratch;
  EXPECT_DEATH(
      {
        CsvWriter csv(scratch.path() / "m.csv", table("metrics.csv"));
        csv.text("only one");
        csv.end_row();
      },
      "as many fields");
}

TEST(Csv, AppendedRowsAreCountedAcrossQuotedLineBreaks) {
  const tests::Scratch scratch;
  CsvWriter csv(scratch.path() / "m.csv", table("metrics.csv"));
  csv.append_rows("\"a\r\nb\",1,1,1,1,x\r\n\"c\r");
  csv.append_rows("\nd\",1,1,1,1,x\r\n");
  EXPECT_EQ(csv.rows(), 2);
}

TEST(Csv, AFullDiskIsAnErrorWithPathAndReason) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  OutputFile file("/dev/full");
  file.write("something");
  try {
    file.close();
    FAIL() << "the disk took it";
  } catch (const ResultsError& error) {
    EXPECT_STREQ(error.what(), "cannot write /dev/full: No space left on device");
  }
}

TEST(Csv, LargeTextGoesThroughInOrder) {
  const tests::Scratch scratch;
  std::string all;
  OutputFile file(scratch.path() / "large");
  for (int i = 0; i < 50; ++i) {
    const std::string piece(static_cast<std::size_t>(i) * 3001 % 100'000, static_cast<char>('a' + i % 26));
    file.write(piece);
    all += piece;
  }
  file.close();
  EXPECT_EQ(tests::content(scratch.path() / "large"), all);
}

TEST(Columns, AreNamedOnceAndCarryTheirUnit) {
  for (const Table& described : tables()) {
    std::set<std::string_view> names;
    for (const Column& column : described.columns) {
      EXPECT_TRUE(names.insert(column.name).second) << described.file << " " << column.name;
      EXPECT_FALSE(column.description.empty()) << described.file << " " << column.name;
      if (column.unit == "s") {
        EXPECT_TRUE(column.name.ends_with("_s")) << column.name;
      }
      if (column.type == ColumnType::instant) {
        EXPECT_TRUE(column.name.ends_with("_utc")) << column.name;
        const std::string seconds = std::string(column.name.substr(0, column.name.size() - 4)) + "_s";
        EXPECT_TRUE(std::any_of(described.columns.begin(), described.columns.end(), [&](const Column& other) {
          return other.name == seconds;
        })) << seconds;
      }
    }
  }
}

TEST(Columns, PerRowFilesBeginWithTheReplication) {
  for (const char* file : {"runs.csv", "operations.csv", "locks.csv", "messages.csv", "utilisation.csv"}) {
    EXPECT_EQ(table(file).columns.front().name, "replication");
  }
}

TEST(ResultsSchema, DescribesEveryColumn) {
  const FigureInfo figures[] = {{"backups.lost_share", "share", "", "Lost by due."}};
  const auto schema = nlohmann::json::parse(results_schema(figures));
  EXPECT_EQ(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
  for (const Table& described : tables()) {
    const auto& columns = schema["$defs"]["tables"][std::string(described.file)]["columns"];
    ASSERT_EQ(columns.size(), described.columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) EXPECT_EQ(columns[i]["name"], described.columns[i].name);
  }
  EXPECT_EQ(schema["$defs"]["figures"]["backups.lost_share"]["kind"], "share");
  // Every word that summary.json and the files may hold is named; three kinds are always there.
  const auto& kinds = schema["properties"]["operations"];
  EXPECT_EQ(kinds["required"], (nlohmann::json{"backup", "delete", "restore"}));
  const auto described = [&](const char* file, const char* name) {
    for (const auto& column : schema["$defs"]["tables"][file]["columns"])
      if (column["name"] == name) return column["description"].get<std::string>();
    return std::string{};
  };
  const std::string kind_words = described("operations.csv", "kind"), how = described("locks.csv", "how"),
                    layers = described("operations.csv", "layer"), says = described("messages.csv", "says");
  for (unsigned i = 0; i < 256; ++i) {
    const std::string kind(record::word(static_cast<record::OperationKind>(i)));
    EXPECT_NE(kind_words.find(kind), std::string::npos) << kind;
    EXPECT_TRUE(kind.empty() || kinds["properties"].contains(kind)) << kind;
    EXPECT_NE(how.find(record::word(static_cast<record::LockEnd>(i))), std::string::npos) << how;
    EXPECT_NE(says.find(record::word(static_cast<record::Message::Says>(i))), std::string::npos) << says;
    const std::string layer(record::word(static_cast<record::Layer>(i)));
    EXPECT_NE(layers.find(layer), std::string::npos) << layer;
    EXPECT_TRUE(layer.empty() ||
                schema["$defs"]["failure"]["properties"]["layers"]["properties"].contains(layer))
        << layer;
  }
  for (const char* resource : {"target-write", "target-read", "node-upload", "node-download", "node-cpu",
                               "node-disk", "node-disk-write"})
    EXPECT_NE(described("utilisation.csv", "resource").find(resource), std::string::npos) << resource;
  // Every reference leads somewhere.
  const std::string text = schema.dump();
  for (std::size_t from = text.find("#/$defs/"); from != std::string::npos;
       from = text.find("#/$defs/", from + 1)) {
    const std::string name = text.substr(from + 8, text.find('"', from) - from - 8);
    EXPECT_TRUE(schema["$defs"].contains(name)) << name;
  }
}

}  // namespace
}  // namespace headway::results
