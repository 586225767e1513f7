#include "sim/io/conform/locks.h"

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/lock/replay.h"

namespace headway::io {
namespace {

using lock::ScriptedRequest;
using lock::ScriptOutcome;
using nlohmann::json;

constexpr double kLatest_ms = 1e12;    // 31 years either way keep instants well inside 64 bits
constexpr double kSlowest_ms = 3.6e6;  // of a store operation
constexpr std::size_t kMostRequests = 10'000;
constexpr std::size_t kLongestLine = std::size_t{64} << 20;
constexpr Duration kPlannedLook = seconds{2};  // "release planned at t_request + 2000 + hold"
constexpr Duration kSecond = seconds{1};

struct Unreadable {
  std::string why;
};

struct Recorded {
  ScriptedRequest script;
  std::string id;
  ScriptOutcome outcome = ScriptOutcome::acquired;
  bool ambiguous = false, tied = false, near_expiry = false;
};

const json& member(const json& object, const char* key) {
  if (!object.is_object()) throw Unreadable{"not an object where \"" + std::string(key) + "\" is looked for"};
  const auto found = object.find(key);
  if (found == object.end()) throw Unreadable{"no \"" + std::string(key) + "\""};
  return *found;
}

const json& array(const json& object, const char* key, std::size_t size) {
  const json& value = member(object, key);
  if (!value.is_array() || value.size() != size)
    throw Unreadable{"\"" + std::string(key) + "\" is not a list of " + std::to_string(size)};
  return value;
}

std::string text(const json& value, const char* what) {
  if (!value.is_string()) throw Unreadable{"\"" + std::string(what) + "\" is not a text"};
  return value.get<std::string>();
}

/// Milliseconds, cut to the nanosecond below.
Duration time_ms(const json& value, const char* what, double low = -kLatest_ms, double high = kLatest_ms) {
  const double ms = value.is_number() ? value.get<double>() : kLatest_ms + 1;
  if (!(ms >= low && ms <= high)) throw Unreadable{"\"" + std::string(what) + "\" is no time in ms"};
  if (value.is_number_integer()) return milliseconds{value.get<std::int64_t>()};
  return Duration{static_cast<std::int64_t>(ms * 1e6)};
}

std::int64_t lock_type(const json& value) {
  if (!value.is_number_integer()) throw Unreadable{"a type is not a whole number"};
  return value.get<std::int64_t>();
}

bool flag(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

ScriptOutcome outcome(const json& value) {
  const std::string word = text(value, "outcome");
  if (word == "acquired") return ScriptOutcome::acquired;
  if (word == "denied") return ScriptOutcome::denied;
  if (word == "crashed") return ScriptOutcome::crashed;
  throw Unreadable{"an outcome is not acquired, denied or crashed"};
}

const char* word(ScriptOutcome outcome) {
  return outcome == ScriptOutcome::acquired ? "acquired"
         : outcome == ScriptOutcome::denied ? "denied"
                                            : "crashed";
}

/// Times of `vfs` are finer than they are compared; `vfs-trunc1s` cuts them to seconds as S3 does.
lock::StoreClock clock_of(const std::string& driver) {
  if (driver == "vfs") return {};
  if (driver == "vfs-trunc1s") return {Duration{0}, kSecond};
  throw Unreadable{"the driver is neither vfs nor vfs-trunc1s"};
}

Recorded read_request(const json& object) {
  Recorded r;
  const json& id = member(object, "id");
  r.id = id.is_number_integer() ? std::to_string(id.get<std::int64_t>()) : text(id, "id");
  ScriptedRequest& s = r.script;
  s.at = Instant{time_ms(member(object, "t_request"), "t_request")};
  s.type = lock_type(member(object, "type"));
  s.name = lock::LockName::of(text(member(object, "name"), "name"));
  const json& hold = member(object, "hold");
  if (!hold.is_null()) s.release = s.at + kPlannedLook + time_ms(hold, "hold", 0);
  if (const auto crash = object.find("crash"); crash != object.end() && !crash->is_null()) {
    s.death = Instant{time_ms(member(*crash, "t"), "crash.t")};
    s.release.reset();
  }
  r.outcome = outcome(member(object, "outcome"));
  r.ambiguous = flag(object, "race");
  if (r.ambiguous) s.race = r.outcome;
  r.near_expiry = flag(object, "near_expiry");
  return r;
}

/// Where requests come at one instant, the time that the store gave each says which was first.
void stamp_ties(const json& requests, std::vector<Recorded>& recorded) {
  std::map<Instant, std::size_t> at;
  for (const Recorded& r : recorded) ++at[r.script.at];
  for (std::size_t i = 0; i < recorded.size(); ++i) {
    Recorded& r = recorded[i];
    r.tied = at[r.script.at] > 1;
    if (!r.tied) continue;
    const auto time = requests[i].find("server_time");
    if (time != requests[i].end() && !time->is_null())
      r.script.stamped = Instant{time_ms(*time, "server_time")};
  }
}

std::string class_of(const Recorded& r, const std::string& driver) {
  const char* kind = r.near_expiry                ? "near the lease's end"
                     : r.tied                     ? "tied"
                     : r.script.death.has_value() ? "dying"
                                                  : "plain";
  return "request, " + driver + ", " + kind;
}

void conform_volume(const json& object, const std::string& place, ConformReport& report,
                    const lock::Protocol& protocol) {
  const std::string volume = text(member(object, "volume"), "volume");
  const std::string driver = text(member(object, "driver"), "driver");
  const lock::StoreClock clock = clock_of(driver);
  const json& requests = member(object, "requests");
  if (!requests.is_array() || requests.size() > kMostRequests)
    throw Unreadable{"\"requests\" is not a list of at most 10000"};
  std::vector<Recorded> recorded;
  for (const json& request : requests) recorded.push_back(read_request(request));
  stamp_ties(requests, recorded);

  std::vector<ScriptedRequest> script;
  for (const Recorded& r : recorded) script.push_back(r.script);
  const std::vector<ScriptOutcome> played = lock::play_script(protocol, clock, Duration{0}, script);
  const bool torn = flag(object, "torn");
  for (std::size_t i = 0; i < recorded.size(); ++i) {
    const Recorded& r = recorded[i];
    const Verdict verdict = torn || r.ambiguous      ? Verdict::ambiguous
                            : played[i] == r.outcome ? Verdict::agree
                                                     : Verdict::disagree;
    count_case(report, class_of(r, driver), verdict,
               place + "volume " + volume + " request " + r.id + ": recorded " + word(r.outcome) +
                   ", headway " + word(played[i]));
  }
}

void conform_pair(const json& object, const std::string& place, ConformReport& report,
                  const lock::Protocol& protocol) {
  const std::string driver = text(member(object, "driver"), "driver");
  const lock::StoreClock clock = clock_of(driver);
  const Duration latency = time_ms(member(object, "latency_ms"), "latency_ms", 0, kSlowest_ms);
  const Duration phase = time_ms(member(object, "phase_ms"), "phase_ms");
  const Duration delta = time_ms(member(object, "delta_ms"), "delta_ms");
  const json& types = array(object, "types", 2);
  const json& names = array(object, "names", 2);
  const json& outcomes = array(object, "outcomes", 2);
  std::vector<ScriptedRequest> script(2);
  std::vector<ScriptOutcome> recorded;
  bool on_edge = false;
  for (std::size_t i = 0; i < 2; ++i) {
    script[i].at = Instant{phase + (i == 0 ? Duration{0} : delta)};
    script[i].type = lock_type(types[i]);
    script[i].name = lock::LockName::of(text(names[i], "names"));
    recorded.push_back(outcome(outcomes[i]));
    on_edge |= (script[i].at + latency).time_since_epoch() % kSecond == Duration{0};
  }
  const std::vector<ScriptOutcome> played = lock::play_script(protocol, clock, latency, script);
  const Verdict verdict = clock.resolution > Duration{0} && on_edge ? Verdict::ambiguous
                          : played == recorded                      ? Verdict::agree
                                                                    : Verdict::disagree;
  const std::string latency_ms = std::to_string(latency / milliseconds{1});
  const auto both = [](const std::vector<ScriptOutcome>& o) {
    return std::string(word(o[0])) + " and " + word(o[1]);
  };
  count_case(report, "pair, " + driver + ", " + latency_ms + " ms", verdict,
             place + "pair " + std::to_string(delta / milliseconds{1}) + " ms apart at " + latency_ms +
                 " ms: recorded " + both(recorded) + ", headway " + both(played));
}

}  // namespace

lock::Protocol recorded_lock_protocol() {
  lock::Timing t;
  t.lease = seconds{150};
  t.refresh = seconds{60};
  t.check_wait = seconds{2};
  return lock::longhorn(t);
}

void conform_locks(std::istream& in, std::string_view file, ConformReport& report,
                   const lock::Protocol& protocol) {
  std::string line_text;
  for (std::size_t line = 1; std::getline(in, line_text); ++line) {
    if (line_text.find_first_not_of(" \t\r") == std::string::npos) continue;
    const std::string place = std::string(file) + ":" + std::to_string(line) + ": ";
    try {
      if (line_text.size() > kLongestLine) throw Unreadable{"the line is too long"};
      const json object = json::parse(line_text, nullptr, false);
      if (!object.is_object()) throw Unreadable{"not a JSON object"};
      if (object.contains("requests"))
        conform_volume(object, place, report, protocol);
      else if (object.contains("latency_ms"))
        conform_pair(object, place, report, protocol);
      else
        throw Unreadable{"neither a lock trace nor a latency pair"};
    } catch (const Unreadable& problem) {
      note(report.problems, place + problem.why);
    }
  }
}

}  // namespace headway::io
