// A verb of the command line: its name, its one-line summary, and what it does. Each has a file of its own.
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace headway::cli {

/// Exit status, the same for every verb (docs/cli.md).
enum Status : int {
  kDone = 0,         ///< done, and nothing to object to
  kDoesNotHold = 1,  ///< done, and what was asked to hold does not
  kBadInput = 2,     ///< the call or the input is wrong
  kOwnFault = 3      ///< a fault of headway's own
};

/// The call or its input is wrong: the message is for the user, the status is kBadInput.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Verb {
  std::string_view name, summary;
  int (*run)(const std::vector<std::string>& arguments);
};

int check(const std::vector<std::string>& arguments);
int compare(const std::vector<std::string>& arguments);
int conform(const std::vector<std::string>& arguments);
int cron(const std::vector<std::string>& arguments);
int explain(const std::vector<std::string>& arguments);
int presets(const std::vector<std::string>& arguments);
int recommend(const std::vector<std::string>& arguments);
int run(const std::vector<std::string>& arguments);
int schema(const std::vector<std::string>& arguments);
int spacing(const std::vector<std::string>& arguments);
int validate(const std::vector<std::string>& arguments);

}  // namespace headway::cli
