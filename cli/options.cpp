#include "cli/options.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/verb.h"
#include "sim/io/limits.h"
#include "sim/io/near_name.h"
#include "sim/io/scenario_reader.h"

namespace headway::cli {

namespace po = boost::program_options;

Options::Options(std::string usage, std::string about) : usage_(std::move(usage)), about_(std::move(about)) {
  named_.add_options()("help,h", "show this help");
}

void Options::positional(const char* name, int count, const char* description) {
  hidden_.add_options()(name, po::value<std::vector<std::string>>(), description);
  positional_.add(name, count);
}

bool Options::parse(const std::vector<std::string>& arguments) {
  po::options_description all;
  all.add(named_).add(hidden_);
  try {
    namespace style = po::command_line_style;
    const int accepted = style::unix_style & ~style::allow_guessing;
    po::store(po::command_line_parser(arguments).options(all).positional(positional_).style(accepted).run(),
              values_);
    if (values_.count("help") > 0) {
      std::cout << "Usage: " << usage_ << "\n\n" << about_ << "\n\n" << named_;
      return false;
    }
    po::notify(values_);
  } catch (const po::unknown_option& e) {
    std::vector<std::string> known;
    for (const auto& option : named_.options()) known.push_back("--" + option->long_name());
    throw UsageError("unknown option " + e.get_option_name() + suggestion(e.get_option_name(), known) +
                     "\nUsage: " + usage_);
  } catch (const po::error& e) {
    throw UsageError(std::string(e.what()) + "\nUsage: " + usage_);
  }
  return true;
}

std::vector<std::string> Options::all(const std::string& name) const {
  return has(name) ? values_[name].as<std::vector<std::string>>() : std::vector<std::string>{};
}

std::string suggestion(std::string_view word, const std::vector<std::string>& known) {
  const std::vector<std::string_view> views(known.begin(), known.end());
  const std::string near = io::near_name(word, views);
  return near.empty() ? std::string() : "; did you mean " + near + "?";
}

std::string read_file(const std::string& path) {
  std::FILE* file = path == "-" ? stdin : std::fopen(path.c_str(), "rb");
  if (file == nullptr) throw UsageError(path + ": cannot be read: " + std::strerror(errno));
  std::string text;
  std::vector<char> buffer(1 << 16);
  std::size_t n = 0;
  bool too_large = false;
  // One byte more than is allowed is enough to know: the reader refuses with its own message.
  while (!too_large && (n = std::fread(buffer.data(), 1, buffer.size(), file)) > 0) {
    text.append(buffer.data(), n);
    too_large = text.size() > io::kMaxFileBytes;
  }
  const bool failed = std::ferror(file) != 0;
  const int error = errno;
  if (file != stdin) std::fclose(file);
  if (failed) throw UsageError(path + ": cannot be read: " + std::strerror(error));
  return text;
}

namespace {

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == at)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

/// One policy: "name" or "name:key=value,key=value". Numbers stay numbers, the rest becomes text.
nlohmann::ordered_json policy_json(const std::string& spec) {
  const auto colon = spec.find(':');
  nlohmann::ordered_json policy;
  policy["name"] = spec.substr(0, colon);
  if (policy["name"] == "")
    throw UsageError(
        "--policy: expected a name such as \"hashed\" or \"max-concurrent:n=4,per=target\", found \"" + spec +
        "\"");
  if (colon == std::string::npos) return policy;
  for (const std::string& setting : split(spec.substr(colon + 1), ',')) {
    const auto equals = setting.find('=');
    if (equals == std::string::npos || equals == 0)
      throw UsageError("--policy " + spec + ": expected settings such as \"n=4\", found \"" + setting + "\"");
    const std::string key = setting.substr(0, equals), value = setting.substr(equals + 1);
    if (policy.contains(key)) throw UsageError("--policy " + spec + ": \"" + key + "\" stands twice");
    const bool whole =
        !value.empty() && value.size() <= 18 && value.find_first_not_of("0123456789") == std::string::npos;
    if (whole)
      policy[key] = std::stoll(value);
    else
      policy[key] = value;
  }
  return policy;
}

}  // namespace

std::string policy_setting(const std::vector<std::string>& specs) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const std::string& spec : specs)
    for (const std::string& one : split(spec, '+')) list.push_back(policy_json(one));
  return "policy=" + list.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string policy_setting(const std::string& spec) {
  return policy_setting(std::vector<std::string>{spec});
}

model::Scenario load_scenario(const std::string& path, const std::vector<std::string>& settings) {
  io::ReadResult result = io::read_scenario(read_file(path), path == "-" ? "standard input" : path, settings);
  for (const std::string& warning : result.warnings) std::cerr << "warning: " << warning << "\n";
  if (!result.scenario) throw UsageError(io::format_errors(result));
  return std::move(*result.scenario);
}

}  // namespace headway::cli
