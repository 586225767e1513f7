// Calls headway as a user would: arguments in, status and both streams out.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace headway::tests {

struct Called {
  int status = -1;
  std::string out, err;
};

inline std::string slurp(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// A folder of the test's own, removed with it.
class Scratch {
 public:
  Scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "headway-cli-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Scratch() { std::filesystem::remove_all(path_); }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// `arguments` as a shell would read them.
inline Called call(const std::string& arguments, const std::string& input = "/dev/null") {
  const Scratch scratch;
  const std::string command = std::string(HEADWAY_BINARY) + " " + arguments + " <" + input + " >" +
                              (scratch / "out").string() + " 2>" + (scratch / "err").string();
  const int raw = std::system(command.c_str());
  return Called{WIFEXITED(raw) ? WEXITSTATUS(raw) : -1, slurp(scratch / "out"), slurp(scratch / "err")};
}

inline std::string scenario(const std::string& name) {
  return std::string(HEADWAY_SOURCE_DIR) + "/scenarios/" + name + ".json";
}

}  // namespace headway::tests
