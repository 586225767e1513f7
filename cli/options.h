// Options of a verb: Boost.Program_options with one way to show help, to refuse a mistyped option, and to
// read scenarios.
#pragma once

#include <boost/program_options.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/model/scenario.h"

namespace headway::cli {

class Options {
 public:
  /// `usage`: "headway run SCENARIO [options]"; `about`: a sentence or two.
  Options(std::string usage, std::string about);

  /// For adding options: options.add()("json", "print JSON").
  boost::program_options::options_description_easy_init add() { return named_.add_options(); }
  /// An argument without a name; the last one may take all the rest (`count` -1).
  void positional(const char* name, int count, const char* description);

  /// Reads the arguments. False when help was asked for and printed. Throws UsageError.
  bool parse(const std::vector<std::string>& arguments);

  bool has(const std::string& name) const { return values_.count(name) > 0; }
  template <class T>
  T get(const std::string& name) const {
    return values_[name].as<T>();
  }
  /// The value, or nothing when the option was not given.
  template <class T>
  std::optional<T> maybe(const std::string& name) const {
    return has(name) ? std::optional<T>(values_[name].as<T>()) : std::nullopt;
  }
  /// All values of a repeatable option; empty when not given.
  std::vector<std::string> all(const std::string& name) const;

 private:
  std::string usage_, about_;
  boost::program_options::options_description named_{"Options"}, hidden_;
  boost::program_options::positional_options_description positional_;
  boost::program_options::variables_map values_;
};

/// "did you mean …?" for a mistyped word, or empty.
std::string suggestion(std::string_view word, const std::vector<std::string>& known);

/// The whole of a file, "-" for standard input. Throws UsageError when it cannot be read or is too large for
/// a scenario.
std::string read_file(const std::string& path);

/// Reads a scenario and prints warnings to standard error. Throws UsageError with all errors.
model::Scenario load_scenario(const std::string& path, const std::vector<std::string>& settings);

/// A policy as --policy has it, "max-concurrent:n=4,per=target+hashed", as the setting of the scenario's
/// `policy` that load_scenario takes. Numbers become numbers, everything else text; names and keys are
/// checked by the reader. Throws UsageError where it is no policy with settings.
std::string policy_setting(const std::string& spec);
/// Several of them, composed in their order.
std::string policy_setting(const std::vector<std::string>& specs);

}  // namespace headway::cli
