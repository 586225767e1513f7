// The command line: finds the verb, runs it, and turns what goes wrong into one of four exit states.
#include <algorithm>
#include <array>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "cli/options.h"
#include "cli/verb.h"
#include "cli/version.h"

namespace headway::cli {
namespace {

constexpr std::array<Verb, 11> kVerbs = {{
    {"run", "simulate a scenario and print the forecast", run},
    {"explain", "why an operation failed: the causal chain, from who held the lock to what followed",
     explain},
    {"recommend", "new start times, verified; what can never fit, and which change helps", recommend},
    {"spacing", "probability of loss against the gap between two schedules, its knee, the gap to choose",
     spacing},
    {"compare", "policies, settings or scenarios against each other on the same nights", compare},
    {"check", "whether scenarios keep their expectations and baselines, for CI", check},
    {"validate", "check scenarios, every error with its place", validate},
    {"presets", "every modelled constant and rule by product version, with its source", presets},
    {"cron", "the next firing times, as Kubernetes computes them", cron},
    {"conform", "replay recorded reference data through the models", conform},
    {"schema", "print the JSON Schema of scenarios, or the columns of results", schema},
}};

void print_help(std::ostream& out) {
  out << "headway forecasts what a cluster's backup schedules will do to each other.\n\n"
         "Usage: headway VERB [arguments]\n\n";
  for (const Verb& verb : kVerbs)
    out << "  " << verb.name << std::string(12 - verb.name.size(), ' ') << verb.summary << "\n";
  out << "\n'headway VERB --help' shows a verb's options; 'headway --version' the version.\n"
         "Exit status: 0 done; 1 done, and what was asked to hold does not; 2 the call or the input is "
         "wrong;\n"
         "3 a fault of headway's own.\n";
}

int dispatch(const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    print_help(std::cerr);
    return kBadInput;
  }
  const std::string& word = arguments.front();
  const std::vector<std::string> rest(arguments.begin() + 1, arguments.end());
  if (word == "--help" || word == "-h" || word == "help") {
    print_help(std::cout);
    return kDone;
  }
  if (word == "--version") {
    std::cout << "headway " << kVersion << "\n";
    return kDone;
  }
  const auto verb = std::find_if(kVerbs.begin(), kVerbs.end(), [&](const Verb& v) { return v.name == word; });
  if (verb != kVerbs.end()) return verb->run(rest);
  std::vector<std::string> known;
  for (const Verb& v : kVerbs) known.emplace_back(v.name);
  throw UsageError("unknown verb \"" + word + "\"" + suggestion(word, known) +
                   "\n'headway --help' lists the verbs");
}

}  // namespace
}  // namespace headway::cli

int main(int argc, char** argv) {
  using namespace headway::cli;
  std::ios::sync_with_stdio(false);
  int status = kOwnFault;
  try {
    status = dispatch(std::vector<std::string>(argv + 1, argv + argc));
  } catch (const UsageError& e) {
    std::cerr << "headway: " << e.what() << "\n";
    return kBadInput;
  } catch (const std::bad_alloc&) {
    std::cerr << "headway: out of memory\n";
    return kOwnFault;
  } catch (const std::exception& e) {
    std::cerr << "headway: " << e.what() << "\n";
    return kOwnFault;
  }
  std::cout.flush();
  if (!std::cout) {
    std::cerr << "headway: standard output cannot be written\n";
    return kOwnFault;
  }
  return status;
}
