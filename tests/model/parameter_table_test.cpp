// The table against the struct: each field of Parameters has one row and each row one field.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <string>
#include <type_traits>
#include <utility>

#include "sim/model/parameter_text.h"
#include "sim/model/parameters.h"
#include "tests/model/history_order.h"

namespace headway::model {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Converts to whatever a field may be, so that an aggregate's fields can be counted.
struct AnyField {
  template <class T>
  requires(!std::is_same_v<T, Parameters>) operator T() const;
};

template <class T, std::size_t... I>
constexpr bool takes(std::index_sequence<I...>) {
  return requires {
    T{(static_cast<void>(I), AnyField{})...};
  };
}

/// The greatest number of initialisers that the aggregate T takes.
template <class T, std::size_t N = 1>
constexpr std::size_t field_count() {
  if constexpr (takes<T>(std::make_index_sequence<N + 1>{})) {
    return field_count<T, N + 1>();
  } else {
    return N;
  }
}

struct Three {
  bool a;
  Duration b;
  Bytes c;
};
static_assert(field_count<Three>() == 3);
static_assert(field_count<Parameters>() == 130, "a field came or went: give it a row and mend this number");

/// A value of the row that is allowed and is not `now`.
ParameterValue another(const ParameterInfo& info, const ParameterValue& now) {
  if (info.type == ParameterType::flag) return !std::get<bool>(now);
  if (info.type == ParameterType::choice) {
    return std::string(info.choices[std::get<std::string>(now) == info.choices[0] ? 1 : 0]);
  }
  return now == info.low ? info.high : info.low;
}

TEST(ParameterTable, HasOneRowForEachFieldAndOneFieldForEachRow) {
  EXPECT_EQ(parameter_table().size(), field_count<Parameters>());
  // Each row changes what it reads and nothing that another row reads, so no two rows share a field; with as
  // many rows as fields, none is left over.
  for (const ParameterInfo& row : parameter_table()) {
    const Parameters before = *preset("1.7.2", "");
    Parameters after = before;
    const ParameterValue value = another(row, value_of(before, row.name));
    ASSERT_THAT(assign(after, row.name, value), IsEmpty()) << row.name;
    EXPECT_EQ(value_of(after, row.name), value) << row.name;
    for (const ParameterInfo& other : parameter_table()) {
      if (other.name == row.name) continue;
      EXPECT_EQ(value_of(after, other.name), value_of(before, other.name)) << row.name << ", " << other.name;
    }
  }
}

TEST(ParameterTable, IsOrderedByNamesOfTheFormLayerDotName) {
  const auto rows = parameter_table();
  EXPECT_TRUE(std::ranges::is_sorted(rows, std::ranges::less{}, &ParameterInfo::name));
  EXPECT_EQ(std::ranges::adjacent_find(rows, std::ranges::equal_to{}, &ParameterInfo::name), rows.end());
  const std::set<std::string_view> layers = {"backing_image",
                                             "block",
                                             "controller",
                                             "create",
                                             "cron",
                                             "csi",
                                             "delete",
                                             "job",
                                             "lock",
                                             "monitor",
                                             "nfs",
                                             "restore",
                                             "s3",
                                             "sidecar",
                                             "snapshot",
                                             "snapshot_controller",
                                             "system_backup",
                                             "target",
                                             "vm_backup",
                                             "vm_schedule",
                                             "webhook"};
  for (const ParameterInfo& row : rows) {
    const auto dot = row.name.find('.');
    ASSERT_NE(dot, std::string_view::npos) << row.name;
    EXPECT_TRUE(layers.contains(row.name.substr(0, dot))) << row.name;
    const auto rest = row.name.substr(dot + 1);
    EXPECT_FALSE(rest.empty()) << row.name;
    EXPECT_TRUE(std::ranges::all_of(rest, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    })) << row.name;
  }
}

TEST(ParameterTable, DescribesEachRowInASentence) {
  for (const ParameterInfo& row : parameter_table()) {
    EXPECT_GE(row.description.size(), 20U) << row.name;
    EXPECT_TRUE(std::isupper(static_cast<unsigned char>(row.description.front())) != 0) << row.name;
    EXPECT_EQ(row.description.back(), '.') << row.name;
    EXPECT_EQ(row.type == ParameterType::choice, !row.choices.empty()) << row.name;
  }
}

TEST(ParameterTable, GivesEachValueAVersionAndASource) {
  for (const ParameterInfo& row : parameter_table()) {
    const auto history = parameter_history(row.name);
    ASSERT_FALSE(history.empty()) << row.name;
    EXPECT_EQ(wrong_order(history), "") << row.name;
    for (const ParameterSource& line : history) EXPECT_GE(line.source.size(), 10U) << row.name;
  }
}

TEST(ParameterTable, KeepsItsOwnValuesWithinItsOwnBounds) {
  for (const ParameterInfo& row : parameter_table()) {
    for (const ParameterSource& line : parameter_history(row.name)) {
      Parameters parameters;
      EXPECT_EQ(assign(parameters, row.name, line.value), "") << row.name;
      EXPECT_EQ(value_of(parameters, row.name), line.value) << row.name;
    }
  }
}

TEST(ParameterTable, FindsByWholeNameOnly) {
  ASSERT_NE(find_parameter("lock.lease"), nullptr);
  EXPECT_EQ(find_parameter("lock.lease")->name, "lock.lease");
  EXPECT_EQ(find_parameter("lock.leas"), nullptr);
  EXPECT_EQ(find_parameter("lock_lease"), nullptr);
  EXPECT_EQ(find_parameter(""), nullptr);
  EXPECT_EQ(find_parameter("zzz"), nullptr);
}

TEST(ParameterTable, RefusesWhatLiesOutsideTheBounds) {
  Parameters parameters = *preset("1.7.2", "");
  EXPECT_EQ(assign(parameters, "lock.lease", Duration{seconds{1}}), "");
  EXPECT_EQ(assign(parameters, "lock.lease", Duration{hours{24}}), "");
  EXPECT_EQ(assign(parameters, "lock.lease", Duration{hours{24} + nanoseconds{1}}),
            "expected a duration from 1s to 24h");
  EXPECT_EQ(assign(parameters, "lock.lease", Duration{seconds{-1}}), "expected a duration from 1s to 24h");
  EXPECT_EQ(parameters.lock_lease, hours{24}) << "a refused value changes nothing";

  EXPECT_EQ(assign(parameters, "job.retention_max", std::int64_t{250}), "");
  EXPECT_EQ(assign(parameters, "job.retention_max", std::int64_t{251}), "expected a count from 1 to 250");
  EXPECT_EQ(assign(parameters, "block.size", Bytes{0}), "expected a number of bytes from 512KiB to 256MiB");
  EXPECT_EQ(assign(parameters, "create.compare_rate", BytesPerSecond{0}),
            "expected a rate from 1KiB/s to 1TiB/s");
  // Every bounded row refuses what is just outside.
  for (const ParameterInfo& row : parameter_table()) {
    if (row.type == ParameterType::count) {
      EXPECT_NE(assign(parameters, row.name, std::get<std::int64_t>(row.low) - 1), "") << row.name;
      EXPECT_NE(assign(parameters, row.name, std::get<std::int64_t>(row.high) + 1), "") << row.name;
    } else if (row.type == ParameterType::duration) {
      EXPECT_NE(assign(parameters, row.name, std::get<Duration>(row.low) - nanoseconds{1}), "") << row.name;
      EXPECT_NE(assign(parameters, row.name, std::get<Duration>(row.high) + nanoseconds{1}), "") << row.name;
    }
  }
}

TEST(ParameterTable, RefusesTheWrongTypeAndUnknownNamesAndWords) {
  Parameters parameters = *preset("1.7.2", "");
  EXPECT_EQ(assign(parameters, "lock.lease", std::int64_t{150}), "expected a duration from 1s to 24h");
  EXPECT_EQ(assign(parameters, "lock.fail_open", std::int64_t{1}), "expected true or false");
  EXPECT_EQ(assign(parameters, "lock.leese", Duration{}), "no parameter is called 'lock.leese'");
  EXPECT_EQ(assign(parameters, "lock.protocol", std::string("shared")),
            "expected one of longhorn, exclusive, exclusive-per-target, proposal-2020");
  EXPECT_EQ(assign(parameters, "lock.protocol", true),
            "expected one of longhorn, exclusive, exclusive-per-target, proposal-2020");
}

TEST(ParameterTable, SpellsChoicesAsTheirEnumerations) {
  Parameters parameters;
  const std::pair<std::string, LockProtocol> protocols[] = {
      {"longhorn", LockProtocol::longhorn},
      {"exclusive", LockProtocol::exclusive},
      {"exclusive-per-target", LockProtocol::exclusive_per_target},
      {"proposal-2020", LockProtocol::proposal_2020}};
  for (const auto& [word, protocol] : protocols) {
    ASSERT_EQ(assign(parameters, "lock.protocol", word), "");
    EXPECT_EQ(parameters.lock_protocol, protocol);
    EXPECT_EQ(value_of(parameters, "lock.protocol"), ParameterValue{word});
  }
  const std::pair<std::string, MissedTickSearch> searches[] = {
      {"first-interval", MissedTickSearch::first_interval},
      {"first-interval-one-back", MissedTickSearch::first_interval_one_back},
      {"every-tick", MissedTickSearch::every_tick}};
  for (const auto& [word, search] : searches) {
    ASSERT_EQ(assign(parameters, "cron.missed_search", word), "");
    EXPECT_EQ(parameters.cron_missed_search, search);
    EXPECT_EQ(value_of(parameters, "cron.missed_search"), ParameterValue{word});
  }
  const std::pair<std::string, SidecarPolling> pollings[] = {
      {"hot-loop-stuck", SidecarPolling::hot_loop_stuck},
      {"hot-loop", SidecarPolling::hot_loop},
      {"backoff", SidecarPolling::backoff}};
  for (const auto& [word, polling] : pollings) {
    ASSERT_EQ(assign(parameters, "sidecar.polling", word), "");
    EXPECT_EQ(parameters.sidecar_polling, polling);
    EXPECT_EQ(value_of(parameters, "sidecar.polling"), ParameterValue{word});
  }
}

TEST(ParameterTableDeathTest, AsksForKnownNames) {
  EXPECT_DEATH(parameter_history("lock.leese"), "no parameter is called 'lock.leese'");
  EXPECT_DEATH(value_of(Parameters{}, "lock.leese"), "no parameter is called 'lock.leese'");
}

}  // namespace
}  // namespace headway::model
