#include <fmt/format.h>

#include <algorithm>

#include "analysis/check/report.h"
#include "sim/io/utf8.h"

namespace headway::check {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

/// Text or attribute. Line breaks and tabs survive in both; what is no character of XML does not: other
/// control characters, U+FFFE and U+FFFF, bytes that are no UTF-8.
std::string escaped(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = io::utf8_length(text);
    const std::string_view character = text.substr(0, std::max<std::size_t>(1, length));
    text.remove_prefix(character.size());
    const char c = character.front();
    const bool line = c == '\n' || c == '\t' || c == '\r';
    const bool control = length == 1 && static_cast<unsigned char>(c) < 0x20 && !line;
    if (length == 0 || control || character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF")
      out += kReplacement;
    else if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (line)
      out += fmt::format("&#{};", static_cast<int>(c));
    else
      out += character;
  }
  return out;
}

std::string case_xml(const Suite& suite, const Case& line) {
  const std::string what = line.demand.empty() ? line.name : line.name + " " + line.demand;
  const std::string head = fmt::format("    <testcase classname=\"{}\" name=\"{}: {}\"",
                                       escaped(suite.scenario), word(line.kind), escaped(what));
  if (line.status == Case::Status::holds) return head + "/>\n";
  const std::string_view element = line.status == Case::Status::error ? "error" : "failure";
  return fmt::format("{}>\n      <{} type=\"{}\" message=\"{}\">{}</{}>\n    </testcase>\n", head, element,
                     word(line.kind), escaped(what), escaped(line.reason), element);
}

}  // namespace

std::string junit_xml(std::span<const Suite> suites) {
  const auto numbers = [](const Counts& counts) {
    return fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\"",
                       counts.holds + counts.violated + counts.errors, counts.violated, counts.errors);
  };
  std::string xml =
      fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"headway check\" {}>\n",
                  numbers(count(suites)));
  for (const Suite& suite : suites) {
    xml +=
        fmt::format("  <testsuite name=\"{}\" {}>\n", escaped(suite.scenario), numbers(count(suite.cases)));
    for (const Case& line : suite.cases) xml += case_xml(suite, line);
    xml += "  </testsuite>\n";
  }
  return xml + "</testsuites>\n";
}

}  // namespace headway::check
