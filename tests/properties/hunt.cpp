// Plays random scenarios (random_scenario.h) from one number to another and says what does not hold in which:
//   hunt FROM TO [SECONDS]
// Each is played twice, with and without the world's own checks, in a process of its own, so that one that
// aborts or takes longer than SECONDS (20) of processor time ends nothing but itself. Exit status 1 when
// anything was found.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

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

}  // namespace

int main(int argc, char** argv) {
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
