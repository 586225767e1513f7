// Plays random scenarios (random_scenario.h) from one number to another and says what does not hold in which:
//   hunt FROM TO [SECONDS]
//   hunt NUMBER          (the scenario itself, as JSON)
//   hunt tell NUMBER     (all that its play says)
// Each is played twice, with and without the world's own checks, in a process of its own, so that one that
// aborts or takes longer than SECONDS (20) of processor time ends nothing but itself. Exit status 1 when
// anything was found.
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "sim/io/scenario_writer.h"
#include "sim/simulation.h"
#include "tests/properties/play_properties.h"
#include "tests/properties/random_scenario.h"

namespace {

using namespace headway;
using namespace headway::tests;

/// The process's exit status.
int play_one(std::uint64_t seed) {
  const model::Scenario scenario = random_scenario(seed);
  Witness checked, unchecked;
  PlayOptions options;
  options.check = true;
  play(scenario, 0, checked, options);
  play(scenario, 0, unchecked);
  Violations found = check_play(scenario, checked);
  if (fingerprint_of(checked) != fingerprint_of(unchecked)) found.emplace_back("checks change the records");
  for (const std::string& sentence : found)
    std::printf("%llu (%s): %s\n", static_cast<unsigned long long>(seed), scenario.platform.longhorn.c_str(),
                sentence.c_str());
  std::fflush(stdout);
  return found.empty() ? 0 : 1;
}

double at(Instant t) {
  return t == record::kNever ? -1 : to_seconds(t - kStart);
}

void tell(const Recording& r) {
  using record::word;
  for (const auto& o : r.operations)
    fmt::print(
        "{} {} of {}: schedule {} volume {} vm {} node {} scheduled {:.3f} requested {:.3f} lock {} {:.3f} "
        "transfer {:.3f} {:.3f} ended {:.3f} released {:.3f} bytes {} blocks {} tries {} {} {}\n",
        word(o.kind), o.id, o.parent, static_cast<std::int32_t>(o.schedule),
        static_cast<std::int32_t>(o.volume), static_cast<std::int32_t>(o.vm),
        static_cast<std::int32_t>(o.node), at(o.scheduled), at(o.requested), word(o.lock), at(o.lock_decided),
        at(o.transfer_started), at(o.transfer_ended), at(o.ended), at(o.released), o.bytes.count, o.blocks,
        o.tries, word(o.outcome), word(o.cause));
  for (const auto& l : r.locks)
    fmt::print(
        "lock of {} {} volume {} type {} asked {:.6f} decided {:.6f} released {:.6f} {} {} by {}, {} "
        "files{}{}{}\n",
        word(l.kind), l.operation, static_cast<std::int32_t>(l.volume), l.type, at(l.requested),
        at(l.decided), at(l.released), l.granted ? "granted" : "refused", word(l.end), l.blocked_by_operation,
        l.files_seen, l.expired ? " expired" : "", l.overlaps ? " overlaps" : "",
        l.failed_open ? " failed-open" : "");
  for (const auto& run : r.runs)
    fmt::print(
        "run {} schedule {} due {:.3f} fired {:.3f} started {:.3f} ended {:.3f} {} {} volumes {} "
        "attempts {} lost {}\n",
        run.id, run.schedule, at(run.due), at(run.fired), at(run.started), at(run.ended), word(run.outcome),
        word(run.cause), run.volumes, run.attempts, run.lost);
  for (const auto& d : r.due)
    fmt::print(
        "due run {} schedule {} volume {} vm {} tick {:.3f} next {:.3f} {} {} lost {} attempts {} completed "
        "{:.3f}\n",
        d.run, d.schedule, static_cast<std::int32_t>(d.volume), static_cast<std::int32_t>(d.vm), at(d.tick),
        at(d.next_tick), word(d.outcome), word(d.cause), d.lost, d.attempts, at(d.first_completed));
  for (const auto& m : r.messages)
    fmt::print("message {:.3f} of {} {} root {}: {} says {} {}\n", at(m.at), word(m.kind), m.operation,
               m.root, word(m.layer), word(m.says), word(m.cause));
  for (const auto& s : r.steps)
    fmt::print("step {:.3f} of {} kind {} other {} count {} {}\n", at(s.at), s.operation,
               static_cast<int>(s.kind), s.other, s.count, word(s.cause));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::string_view(argv[1]) == "tell") {
    Witness witness;
    play(random_scenario(std::strtoull(argv[2], nullptr, 10)), 0, witness);
    tell(witness);
    return 0;
  }
  if (argc == 2) {
    std::printf("%s", io::write_scenario(random_scenario(std::strtoull(argv[1], nullptr, 10))).c_str());
    return 0;
  }
  if (argc < 3) {
    std::fprintf(stderr, "usage: hunt FROM TO [SECONDS]\n");
    return 2;
  }
  const std::uint64_t from = std::strtoull(argv[1], nullptr, 10), to = std::strtoull(argv[2], nullptr, 10);
  const rlim_t limit = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 20;
  bool found = false;
  for (std::uint64_t seed = from; seed <= to; ++seed) {
    const pid_t child = fork();
    if (child == 0) {
      const rlimit cpu{limit, limit};
      setrlimit(RLIMIT_CPU, &cpu);
      _exit(play_one(seed));
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status))
      std::printf("%llu: signal %d\n", static_cast<unsigned long long>(seed), WTERMSIG(status));
    else if (WEXITSTATUS(status) > 1)
      std::printf("%llu: exit status %d\n", static_cast<unsigned long long>(seed), WEXITSTATUS(status));
    std::fflush(stdout);
    found = found || status != 0;
  }
  return found ? 1 : 0;
}
