// Whatever the bytes are: a scenario or errors, soon, and never a crash. Run under the sanitizers, too.
#include <gtest/gtest.h>

#include <ctime>
#include <random>
#include <string>
#include <vector>

#include "scenario_text.h"
#include "sim/io/limits.h"
#include "sim/io/scenario_writer.h"

namespace headway::io {
namespace {

/// Reads any text; checks what must hold of every answer. Returns whether it was a scenario.
bool survive(std::string_view text) {
  const auto result = read_scenario(text, "hostile.json");
  EXPECT_EQ(result.scenario.has_value(), result.errors.empty());
  for (const auto& error : result.errors) {
    const auto line = error.format();
    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_LT(line.size(), 20'000u);
  }
  return result.scenario.has_value();
}

/// Processor time, so that a busy machine does not fail the test.
double seconds_for(std::string_view text) {
  const std::clock_t begin = std::clock();
  EXPECT_FALSE(survive(text));
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

TEST(HostileInput, TruncatedAtEveryByte) {
  const std::string text = full_scenario();
  ASSERT_TRUE(survive(text));
  for (std::size_t n = 0; n < text.size(); ++n)
    EXPECT_FALSE(survive(std::string_view(text).substr(0, n))) << n;
}

TEST(HostileInput, RandomByteFlips) {
  const std::string text = full_scenario();
  std::mt19937 random(7);
  int good = 0;
  for (int i = 0; i < 4000; ++i) {
    std::string broken = text;
    for (auto flips = 1 + random() % 4; flips > 0; --flips) {
      broken[random() % broken.size()] = static_cast<char>(random() % 256);
    }
    good += survive(broken) ? 1 : 0;
  }
  EXPECT_GT(good, 0);  // flips in comments and texts do no harm
  EXPECT_LT(good, 2000);
}

TEST(HostileInput, RandomPiecesCutOutAndDoubled) {
  const std::string text = full_scenario();
  std::mt19937 random(8);
  for (int i = 0; i < 3000; ++i) {
    std::string broken = text;
    const std::size_t from = random() % broken.size(), length = random() % 40;
    if (i % 2 == 0) {
      broken.erase(from, length);
    } else {
      broken.insert(random() % broken.size(), text.substr(from, length));
    }
    survive(broken);
  }
}

TEST(HostileInput, PureNoise) {
  std::mt19937 random(9);
  for (int i = 0; i < 300; ++i) {
    std::string noise(random() % 3000, '\0');
    for (char& c : noise) c = static_cast<char>(random() % 256);
    EXPECT_FALSE(survive(noise));
  }
}

TEST(HostileInput, DeepNesting) {
  for (const std::string_view piece : {"[", "{\"a\":", "[{\"a\":[", "/*", "\"\\"}) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += piece;
    EXPECT_LT(seconds_for(text), 5) << piece;
  }
}

TEST(HostileInput, AHundredMegabytesAreRefusedAtOnce) {
  for (const char c : {' ', '9', '[', '"', '\n', '\xff'}) {
    EXPECT_LT(seconds_for(std::string(100'000'000, c)), 1) << static_cast<int>(c);
  }
}

TEST(HostileInput, TheLargestTextsThatAreLookedAt) {
  for (const char c : {' ', '9', '[', '"', '\n', '\xff', '-', ','}) {
    EXPECT_LT(seconds_for(std::string(kMaxFileBytes, c)), 20) << static_cast<int>(c);
  }
  EXPECT_LT(seconds_for("[" + std::string(kMaxFileBytes - 1, '\n')), 20);
}

TEST(HostileInput, AsManyValuesAsFit) {
  std::string text = "[0";
  while (text.size() + 2 < kMaxFileBytes) text += ",0";
  const std::clock_t begin = std::clock();
  const auto result = read_scenario(text, "x.json");
  ASSERT_EQ(result.errors.size(), 1u);
  EXPECT_EQ(result.errors[0].found, "more than 5000000 values");
  EXPECT_LT(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC, 20);
}

TEST(HostileInput, ManyUnknownKeysOnOneLine) {
  std::string text = "{\"a0\": 1";
  for (int i = 1; i < 400'000; ++i) text += ", \"a" + std::to_string(i) + "\": 1";
  EXPECT_LT(seconds_for(text + "}"), 20);
}

TEST(HostileInput, LongNamesNumbersAndFormulas) {
  const std::string many(1'000'000, '1');
  for (const auto& value :
       {"\"" + many + "\"", many, "\"x{" + many + ".." + many + "}\"", "\"x{" + many + "}\"",
        "\"x{" + std::string(1'000'000, '(') + "}\"", "\"x{i" + std::string(1'000'000, '-') + "}\"",
        "1e" + many, "-" + many + "." + many}) {
    for (const auto* key : {"size", "name", "node", "block_size", "compression_ratio"}) {
      EXPECT_LT(seconds_for(
                    bare_scenario(R"(, "nodes": [{"name": "n"}], "targets": [{"name": "t", "write": "1GB/s"}],
        "volumes": [{"name": "v{1..9}", "size": "1Gi", ")" +
                                  std::string(key) + "x\": 1}, {\"" + key + "\": " + value + "}]")),
                5);
    }
  }
}

TEST(HostileInput, CronLinesAndZones) {
  for (const std::string& value :
       std::vector<std::string>{std::string(1'000'000, '*'), std::string(1'000'000, ' '),
                                "@every " + std::string(100'000, '9') + "h",
                                "TZ=../../../../etc/passwd 0 0 * * *", "TZ=", "*/0 * * * *", "1-0 * * * *"}) {
    const std::string quoted_value = "\"" + value + "\"";
    EXPECT_LT(seconds_for(bare_scenario(R"(, "schedules": [{"kind": "RecurringJob", "name": "j", "cron": )" +
                                        quoted_value + "}]")),
              5)
        << value.substr(0, 50);
    EXPECT_LT(
        seconds_for(R"({"name": "z", "time": {"start": "2024-06-10T00:00:00Z", "horizon": "1d", "zone": )" +
                    quoted_value + "}}"),
        5);
  }
}

/// A hundred bytes may ask for millions of look-ups; thousands of such lines must not ask for millions of
/// millions.
TEST(HostileInput, FewBytesThatAskForMuchWork) {
  const auto repeated = [](int times, auto&& entry) {
    std::string out;
    for (int i = 0; i < times; ++i) out.append(i > 0 ? ", " : "").append(entry(std::to_string(i)));
    return out;
  };
  const std::string storage = R"(, "nodes": [{"name": "n"}], "targets": [{"name": "t", "write": "1GB/s"}])";
  const std::string volumes = storage + R"(, "volumes": [{"name": "v{1..100000}", "size": 1}])";
  const auto schedules = [&](const std::string& entries) {
    return bare_scenario(volumes + ", \"schedules\": [" + entries + "]");
  };
  EXPECT_LT(seconds_for(schedules(
                repeated(20'000,
                         [](const std::string& i) {
                           return R"({"kind": "Manual", "name": "m)" + i +
                                  R"(", "at": "2024-06-11T00:00:00Z", "volumes": ["v{1..100000}"]})";
                         }))),
            30);
  EXPECT_LT(
      seconds_for(schedules(repeated(20'000,
                                     [](const std::string& i) {
                                       return R"({"kind": "Manual", "name": "s)" + i +
                                              R"(-{1..5}", "at": "2024-06-11T00:00:00Z", "volumes": ["*"]})";
                                     }))),
      30);
  for (const std::string event :
       {R"("kind": "restore", "volume": "v{1..50000}", "node": "n")", R"("kind": "system-backup")",
        R"("kind": "upgrade", "longhorn": "1.8")", R"("kind": "restore", "volume": "*", "node": "m")"}) {
    EXPECT_LT(seconds_for(bare_scenario(volumes + R"(, "events": [)" +
                                        repeated(50'000,
                                                 [&](const std::string&) {
                                                   return R"({"at": "2024-06-11T00:00:00Z", )" + event + "}";
                                                 }) +
                                        "]")),
              30)
        << event;
  }
  EXPECT_LT(seconds_for(schedules(repeated(20'000,
                                           [](const std::string& i) {
                                             return R"({"kind": "ScheduleVMBackup", "name": "s)" + i +
                                                    R"(-{1..100000}", "vm": "x", "cron": "@daily"})";
                                           }))),
            30);
  EXPECT_LT(seconds_for(schedules(repeated(100'000,
                                           [](const std::string& i) {
                                             return R"({"kind": "RecurringJob", "name": "j)" + i +
                                                    R"(", "cron": "TZ=No/Where)" + i + R"( 0 0 * * *"})";
                                           }))),
            30);
  EXPECT_LT(seconds_for(schedules(repeated(100'000,
                                           [](const std::string& i) {
                                             return R"({"kind": "RecurringJob", "name": "j)" + i +
                                                    R"(", "cron": "@daily", "groups": ["g{1..100}"]})";
                                           }))),
            30);
  EXPECT_LT(seconds_for(
                bare_scenario(volumes + R"(, "virtual_machines": [{"name": "m{1..1000000}", "volumes": [)" +
                              repeated(10'000, [](const std::string&) { return R"("v{i-i+1}")"; }) + "]}]")),
            30);
  const std::string machines =
      volumes + R"(, "virtual_machines": [{"name": "m{1..100000}", "volumes": ["v{i}"]}])";
  for (const std::string schedule :
       {R"("kind": "ScheduleVMBackup", "vm": "m{i}", "cron": "@daily")",
        R"("kind": "Manual", "at": "2024-06-11T00:00:00Z", "virtual_machines": ["*"])"}) {
    EXPECT_LT(seconds_for(bare_scenario(machines + R"(, "schedules": [)" +
                                        repeated(20'000,
                                                 [&](const std::string& i) {
                                                   return R"({"name": "s)" + i + R"(-{1..100000}", )" +
                                                          schedule + "}";
                                                 }) +
                                        "]")),
              30)
        << schedule;
  }
  EXPECT_LT(
      seconds_for(bare_scenario(
          machines + R"(, "events": [)" +
          repeated(
              50'000,
              [&](const std::string&) {
                return R"({"at": "2024-06-11T00:00:00Z", "kind": "vm-migration", "vm": "*", "for": "1m"})";
              }) +
          "]")),
      30);
  EXPECT_LT(
      seconds_for(bare_scenario(volumes + R"(, "windows": {"allowed": [)" +
                                repeated(50'000,
                                         [](const std::string& i) {
                                           return R"({"cron": "@daily", "for": "1h", "zone": "No/Where)" + i +
                                                  "\"}";
                                         }) +
                                "]}")),
      30);
  EXPECT_LT(seconds_for(bare_scenario(storage + R"(, "volumes": [)" +
                                      repeated(100'000,
                                               [](const std::string& i) {
                                                 return R"({"name": "v)" + i +
                                                        R"(", "size": 1, "node": "m"})";
                                               }) +
                                      "]")),
            30);
  EXPECT_LT(seconds_for(R"({"name": "o", "time": {}, "platform": {"overrides": {)" +
                        repeated(300'000,
                                 [](const std::string& i) {
                                   return std::string(R"("lock.lease)").append(i).append("\": 1");
                                 }) +
                        "}}}"),
            30);
}

TEST(HostileInput, WarningsByTheHundredThousandOnOneLine) {
  std::string entries;
  for (int i = 0; i < 50'000; ++i) {
    entries.append(i > 0 ? ", " : "")
        .append(R"({"kind": "RecurringJob", "name": "j)")
        .append(std::to_string(i))
        .append(R"(", "cron": "@daily"})");
  }
  const std::clock_t begin = std::clock();
  const auto result = read_scenario(bare_scenario(", \"schedules\": [" + entries + "]"), "x.json");
  EXPECT_TRUE(result.scenario);
  EXPECT_EQ(result.warnings.size(), kMaxReportedWarnings);
  EXPECT_LT(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC, 20);
}

}  // namespace
}  // namespace headway::io
