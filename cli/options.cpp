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

model::Scenario load_scenario(const std::string& path, const std::vector<std::string>& settings) {
  io::ReadResult result = io::read_scenario(read_file(path), path == "-" ? "standard input" : path, settings);
  for (const std::string& warning : result.warnings) std::cerr << "warning: " << warning << "\n";
  if (!result.scenario) throw UsageError(io::format_errors(result));
  return std::move(*result.scenario);
}

namespace {

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts{""};
  for (const char c : text) {
    if (c == at)
      parts.emplace_back();
    else
      parts.back().push_back(c);
  }
  return parts;
}

}  // namespace

std::string policy_setting(const std::string& spec) {
  const auto wrong = [&] {
    return UsageError(
        "--policy: found \"" + spec +
        "\", expected a policy such as hashed or max-concurrent:n=4,per=target, several joined by +");
  };
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const std::string& part : split(spec, '+')) {
    const std::size_t colon = part.find(':');
    nlohmann::ordered_json policy = {{"name", part.substr(0, colon)}};
    if (policy["name"] == "") throw wrong();
    if (colon != std::string::npos) {
      for (const std::string& pair : split(part.substr(colon + 1), ',')) {
        const std::size_t equals = pair.find('=');
        if (equals == std::string::npos || equals == 0 || policy.contains(pair.substr(0, equals)))
          throw wrong();
        const std::string value = pair.substr(equals + 1);
        const nlohmann::ordered_json parsed = nlohmann::ordered_json::parse(value, nullptr, false);
        policy[pair.substr(0, equals)] = parsed.is_number() ? parsed : nlohmann::ordered_json(value);
      }
    }
    list.push_back(std::move(policy));
  }
  return "policy=" + list.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string policy_setting(const std::vector<std::string>& specs) {
  std::string joined;
  for (const std::string& spec : specs) joined += (&spec == specs.data() ? "" : "+") + spec;
  return policy_setting(joined);
}

}  // namespace headway::cli
