#include "sim/io/scenario_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/io/reader_parts.h"
#include "sim/io/settings.h"
#include "sim/io/utf8.h"

namespace headway::io {
namespace {

constexpr std::size_t kMaxTitle = 253, kMaxAbout = 65'536;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// What is wrong with the text as a whole; true when it may be parsed.
bool check_text(Input& in, std::uint16_t source) {
  const JsonSource& from = in.tree.sources[source];
  const auto refuse = [&](std::size_t offset, bool placed, std::string found, std::string expected) {
    InputError error = in.tree.error_at(source, placed ? offset : 0);
    if (!placed) error.line = error.column = 0;
    error.found = std::move(found);
    error.expected = std::move(expected);
    in.errors.add(std::move(error));
    return false;
  };
  if (from.text.size() > kMaxFileBytes) {
    // Before anything looks at the text: not even its lines are counted.
    InputError error;
    error.file = from.name;
    error.found = fmt::format("{} bytes", from.text.size());
    error.expected = fmt::format("at most {} bytes: use name ranges for many volumes", kMaxFileBytes);
    in.errors.add(std::move(error));
    return false;
  }
  if (from.text.substr(0, 2) == "\xff\xfe" || from.text.substr(0, 2) == "\xfe\xff") {
    return refuse(0, false, "text in UTF-16", "JSON text in UTF-8");
  }
  if (const auto bad = find_invalid_utf8(from.text); bad != std::string_view::npos) {
    return refuse(bad, true, fmt::format("the byte 0x{:02x}", static_cast<unsigned char>(from.text[bad])),
                  "JSON text in UTF-8");
  }
  if (const auto nul = from.text.find('\0'); nul != std::string_view::npos) {
    return refuse(nul, true, "a NUL byte", "JSON text");
  }
  return true;
}

/// A title in one line, or a longer text.
std::optional<std::string> read_prose(Input& in, NodeId node, std::size_t most, bool lines) {
  auto text = read_text(in, node);
  if (!text) return std::nullopt;
  const bool control = std::any_of(text->begin(), text->end(), [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == 0x7f || (byte < 0x20 && !(lines && (c == '\n' || c == '\t')));
  });
  if (text->size() <= most && !control && (lines || !text->empty())) return text;
  in.refuse(node, fmt::format("a text of {} to {} bytes without control characters", lines ? 0 : 1, most));
  return std::nullopt;
}

void read_root(Draft& draft) {
  Input& in = draft.in;
  const NodeId root = in.tree.root;
  if (in.tree[root].kind != JsonKind::object) {
    in.refuse(root, "a scenario: an object with keys such as \"time\" and \"volumes\"");
    return;
  }
  Fields fields(in, root, keys::kScenario);
  fields.get("$schema", std::string{}, [](Input& i, NodeId n) { return read_text(i, n); });
  fields.get("headway", std::int64_t{1},
             [](Input& i, NodeId n) { return read_integer(i, n, 1, 1); });  // the version of the format
  draft.scenario.name = fields
                            .must("name", "what the scenario is called",
                                  [](Input& i, NodeId n) { return read_prose(i, n, kMaxTitle, false); })
                            .value_or("");
  draft.scenario.about = fields.get("about", std::string{},
                                    [](Input& i, NodeId n) { return read_prose(i, n, kMaxAbout, true); });
  read_time(draft, fields.require("time", "an object with \"start\" and \"horizon\""));
  read_random(draft, fields.find("random"));
  const NodeId schedules = fields.find("schedules"), volumes = fields.find("volumes");
  const bool plays_backups = schedules != kNoNode || volumes != kNoNode;
  const NodeId platform = plays_backups
                              ? fields.require("platform", "an object with \"longhorn\" or \"harvester\"")
                              : fields.find("platform");
  read_platform(draft, platform, plays_backups);
  read_nodes(draft, fields.find("nodes"));
  read_targets(draft, fields.find("targets"));
  read_jobs(draft, schedules);
  read_backing_images(draft, fields.find("backing_images"));
  read_volumes(draft, volumes);
  read_standby_volumes(draft, fields.find("standby_volumes"));
  read_virtual_machines(draft, fields.find("virtual_machines"));
  read_vm_schedules(draft, schedules);
  read_manual_backups(draft, schedules);
  read_events(draft, fields.find("events"));
  read_clusters(draft, fields.find("clusters"));
  read_windows(draft, fields.find("windows"));
  read_policy(draft, fields.find("policy"));
  read_transfers(draft, fields.find("transfers"));
  read_expectations(draft, fields.find("expect"));
  // Selection is work in proportion to volumes and jobs, and speaks of both: only when they are right.
  if (in.errors.empty()) select_volumes(draft);
}

bool add_settings(Input& in, std::span<const std::string> settings) {
  if (settings.size() > kMaxSettings) {
    InputError error;
    error.file = "--set";
    error.found = fmt::format("{} settings", settings.size());
    error.expected = fmt::format("at most {}", kMaxSettings);
    in.errors.add(std::move(error));
    return false;
  }
  bool good = true;
  for (const std::string& setting : settings) {
    const std::string shown = quoted(setting);
    in.tree.sources.push_back({"--set " + shown.substr(1, shown.size() - 2), setting, false});
    good = check_text(in, static_cast<std::uint16_t>(in.tree.sources.size() - 1)) && good;
  }
  return good;
}

}  // namespace

ReadResult read_scenario(std::string_view text, std::string_view file_name,
                         std::span<const std::string> settings) {
  Input in;
  Draft draft(in);
  in.tree.sources.push_back({std::string(file_name), text, true});
  const bool good_settings = add_settings(in, settings);
  if (check_text(in, 0) && good_settings) {
    in.tree.root =
        parse_json(in.tree, 0, text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0, in.errors);
    if (in.tree.root != kNoNode) {
      for (std::size_t s = 1; s < in.tree.sources.size(); ++s) {
        apply_setting(in.tree, static_cast<std::uint16_t>(s), in.errors);
      }
      read_root(draft);
    }
  }
  ReadResult result;
  if (in.errors.empty()) result.scenario = std::move(draft.scenario);
  result.more_errors = in.errors.more();
  result.errors = in.errors.take_errors();
  result.warnings = in.errors.take_warnings();
  return result;
}

std::string format_errors(const ReadResult& result) {
  std::string out;
  for (const InputError& error : result.errors) out += error.format() + "\n";
  if (result.more_errors > 0) {
    out += fmt::format("and {} more {}\n", result.more_errors, result.more_errors == 1 ? "error" : "errors");
  }
  return out;
}

}  // namespace headway::io
