// `events`: faults, and what operators do about them.
//
// An entry speaks of nodes, targets, volumes, virtual machines, schedules, images by name. Where one of these
// names is a range, or "*" for all there are, the entry stands for one event each; the other names go in step
// with the range.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sim/io/event_forms.h"
#include "sim/io/reader_parts.h"
#include "sim/model/versions.h"

namespace headway::io {
namespace {

constexpr std::string_view kEvery = "*", kAll = "all";

/// An event and where it stands.
struct Stated {
  model::Event event;
  NodeId entry;
};

/// One of the names in an entry.
struct EventName {
  std::string_view key;
  NodeId node;
  std::string text;
  const NameIndex* known;
  std::optional<std::uint32_t> model::Event::*field;
  std::optional<Reference> reference;  ///< nullopt: "*"
};

std::vector<EventName> names_of(Draft& draft, Fields& fields, const EventForm& form) {
  using model::Event;
  const auto none = std::nullopt;
  // What changes may be a RecurringJob or a ScheduleVMBackup; the two are told apart in split_schedule.
  const bool changes = form.kind == model::EventKind::change_schedule;
  const NameIndex* const schedules = changes ? &draft.cron_schedules : &draft.vm_schedules;
  std::vector<EventName> all = {{"node", kNoNode, {}, &draft.nodes, &Event::node, none},
                                {"target", kNoNode, {}, &draft.targets, &Event::target, none},
                                {"volume", kNoNode, {}, &draft.volumes, &Event::volume, none},
                                {"vm", kNoNode, {}, &draft.machines, &Event::vm, none},
                                {"schedule", kNoNode, {}, schedules, &Event::vm_schedule, none},
                                {"image", kNoNode, {}, &draft.images, &Event::image, none}};
  std::vector<EventName> out;
  const bool either = form.kind == model::EventKind::clock_skew;
  for (EventName& name : all) {
    if (!form.has(name.key)) continue;
    name.node = either || name.key == form.may_lack
                    ? fields.find(name.key)
                    : fields.require(name.key, fmt::format("the name of a {}", name.known->kind()));
    if (name.node == kNoNode) continue;
    auto text = read_text(draft.in, name.node, fmt::format("the name of a {}", name.known->kind()));
    if (!text) continue;
    name.text = *std::move(text);
    out.push_back(std::move(name));
  }
  const bool both = fields.find("node") != kNoNode && fields.find("target") != kNoNode;
  if (either && fields.is_object() && (both || (fields.find("node") == fields.find("target")))) {
    draft.in.refuse(fields.object(), "exactly one of \"node\" and \"target\"", {}, both ? "both" : "neither");
    out.clear();
  }
  return out;
}

/// How many events the entry stands for, and the range that the names go in step with; 0, reported, when the
/// names do not fit each other.
std::int64_t link(Draft& draft, std::vector<EventName>& names, std::int64_t room, EntityName& owner) {
  Input& in = draft.in;
  std::int64_t count = 1;
  const EventName* many = nullptr;
  for (const EventName& name : names) {
    auto parsed = parse_name_pattern(name.text);
    const bool range = parsed.pattern && parsed.pattern->range() != nullptr;
    if (name.text != kEvery && !range) continue;
    if (many != nullptr && (name.text == kEvery || owner.node == kNoNode)) {
      in.refuse(name.node, fmt::format("one name: \"{}\" stands for many already", many->key));
      return 0;
    }
    if (many != nullptr) continue;  // two ranges: of equal length, as the reference's reader will see
    many = &name;
    if (range) owner = {name.node, *std::move(parsed.pattern)};
    count = range ? owner.size() : name.known->size();
    if (count == 0) {
      in.refuse(name.node, fmt::format("the name of a {}, but there is none", name.known->kind()));
      return 0;
    }
    if (count > room) {
      in.refuse(name.node, fmt::format("at most {} events in all", kMaxEvents), {},
                fmt::format("{} ({} events)", quoted(name.text), count));
      return 0;
    }
  }
  for (EventName& name : names) {
    if (name.text == kEvery) continue;
    name.reference = read_reference(in, name.node, name.text, owner);
    if (!name.reference) return 0;
  }
  return take_names(in, names.empty() ? kNoNode : names.front().node,
                    count * static_cast<std::int64_t>(names.size()))
             ? count
             : 0;
}

std::optional<std::int64_t> read_count(Input& in, NodeId node) {
  if (in.tree[node].kind == JsonKind::string && in.tree.text(node) == kAll) return 0;
  if (in.tree[node].kind == JsonKind::number) return read_integer(in, node, 1, kMaxDeletedBackups);
  in.refuse(node, fmt::format("a whole number from 1 to {}, or \"all\"", kMaxDeletedBackups));
  return std::nullopt;
}

/// One of the words of the list, as its place in it.
std::optional<std::size_t> read_place(Input& in, NodeId node, std::span<const std::string_view> words) {
  const auto word = read_word(in, node, words);
  if (!word) return std::nullopt;
  return static_cast<std::size_t>(std::find(words.begin(), words.end(), *word) - words.begin());
}

/// What the entry says of backups of virtual machines and of lock files.
void read_choices(Input& in, Fields& fields, const EventForm& form, model::Event& event) {
  if (form.has("which"))
    event.selection = fields.get("which", event.selection, [](Input& i, NodeId n) {
      const auto place = read_place(i, n, vm_backup_selection_words());
      return place ? std::optional(static_cast<model::VmBackupSelection>(*place)) : std::nullopt;
    });
  if (const NodeId type = form.has("type") ? fields.find("type") : kNoNode; type != kNoNode) {
    if (const auto place = read_place(in, type, lock_type_words()))
      event.lock_type = static_cast<std::int64_t>(*place) + 1;
  }
}

/// What the entry says of time and amount.
void read_values(Draft& draft, Fields& fields, const EventForm& form, model::Event& event) {
  const auto length = [](Input& in, NodeId n) {
    return read_duration(in, n, nanoseconds{1}, model::kMaxHorizon);
  };
  event.at =
      fields.must("at", "when it happens", [&](Input&, NodeId n) { return read_instant_within(draft, n); })
          .value_or(Instant{});
  if (form.has("for"))
    event.length = fields.must("for", "how long it lasts, such as \"20m\"", length).value_or(Duration{});
  if (form.has("back_after") && form.back_after > Duration::zero())
    event.length = fields.get("back_after", form.back_after, length);
  else if (form.has("back_after"))
    event.length =
        fields.must("back_after", "after how long it is back, such as \"8m\"", length).value_or(Duration{});
  if (form.kind == model::EventKind::target_slow) {
    event.latency_factor = fields.get("latency_factor", 1.0, [](Input& in, NodeId n) {
      return read_number(in, n, 0, kMaxLatencyFactor, true);
    });
    event.bandwidth_factor = fields.get("bandwidth_factor", 1.0,
                                        [](Input& in, NodeId n) { return read_number(in, n, 0, 1, true); });
  }
  if (form.has("skew"))
    event.skew =
        fields.must("skew", "the clock minus true time, such as \"-5s\"", read_skew).value_or(Duration{});
  if (form.has("cron"))
    event.cron =
        fields.must("cron", "the new cron line", [&](Input&, NodeId n) { return read_cron(draft, n); })
            .value_or("");
  if (form.has("replicas"))
    event.replicas = fields.get("replicas", std::int64_t{3},
                                [](Input& in, NodeId n) { return read_integer(in, n, 1, kMaxReplicas); });
  if (form.has("count")) {
    const bool all = form.kind == model::EventKind::delete_vm_backups;
    event.count = fields.get("count", std::int64_t{all ? 0 : 1}, read_count);
  }
  if (form.has("delay"))
    event.api_delay =
        fields
            .must("delay", "how much longer each call takes, such as \"500ms\"",
                  [](Input& in, NodeId n) { return read_duration(in, n, nanoseconds{1}, kMaxApiDelay); })
            .value_or(Duration{});
  read_choices(draft.in, fields, form, event);
  if (form.has("volume_backup_policy"))
    event.volume_backup_policy =
        fields.get("volume_backup_policy", event.volume_backup_policy, read_volume_backup_policy);
  if (form.kind != model::EventKind::upgrade) return;
  const NodeId version = fields.require("longhorn", "the new version, such as \"1.8.2\"");
  if (version == kNoNode) return;
  if (const auto longhorn = read_longhorn_version(draft.in, version); !longhorn.empty())
    event.platform = platform_of(draft, longhorn, fields.find("overrides"));
}

/// A place among all schedules with a cron line is one among the RecurringJobs or the ScheduleVMBackups.
void split_schedule(const Draft& draft, model::Event& event) {
  if (event.kind != model::EventKind::change_schedule) return;
  const auto jobs = static_cast<std::uint32_t>(draft.scenario.jobs.size());
  if (*event.vm_schedule >= jobs)
    event.vm_schedule = *event.vm_schedule - jobs;
  else
    event.schedule = std::exchange(event.vm_schedule, std::nullopt);
}

/// Whether it is about what only Harvester has, though no schedule or volume that it names would say so.
bool needs_harvester(model::EventKind kind) {
  return kind == model::EventKind::harvester_restart || kind == model::EventKind::delete_vm_backups;
}

void read_event(Draft& draft, NodeId entry, const EventForm& form, std::vector<Stated>& events) {
  Fields fields(draft.in, entry, *form.keys);
  model::Event event;
  event.kind = form.kind;
  if (needs_harvester(form.kind))
    need_harvester(draft, draft.in.tree.member(entry, "kind"),
                   fmt::format("events such as \"{}\"", form.word));
  read_values(draft, fields, form, event);
  auto names = names_of(draft, fields, form);
  EntityName owner;
  const auto room = kMaxEvents - static_cast<std::int64_t>(events.size());
  const std::int64_t count = link(draft, names, room, owner);
  for (std::int64_t k = 0; k < count; ++k) {
    model::Event one = event;
    for (const EventName& name : names) {
      one.*name.field = name.reference ? index_of(draft.in, *name.reference, owner, k, *name.known)
                                       : std::optional(static_cast<std::uint32_t>(k));
      if (!(one.*name.field)) return;  // the others would fail alike
    }
    // Without a schedule, which is reported by then, there is nothing to tell apart.
    if (one.vm_schedule) split_schedule(draft, one);
    events.push_back({std::move(one), entry});
  }
}

/// Longhorn does not go back to an older version.
void check_upgrades(Draft& draft, const std::vector<Stated>& events) {
  const std::string* now = &draft.scenario.platform.longhorn;
  for (const auto& [event, entry] : events) {
    if (!event.platform) continue;
    if (*model::read_version(event.platform->longhorn) < *model::read_version(*now)) {
      draft.in.refuse(draft.in.tree.member(entry, "longhorn"),
                      fmt::format("{} or newer, which runs by then: Longhorn does not go back", *now));
      return;
    }
    now = &event.platform->longhorn;
  }
}

}  // namespace

std::optional<model::VolumeBackupPolicy> read_volume_backup_policy(Input& in, NodeId node) {
  const auto place = read_place(in, node, volume_backup_policy_words());
  return place ? std::optional(static_cast<model::VolumeBackupPolicy>(*place)) : std::nullopt;
}

void read_events(Draft& draft, NodeId node) {
  if (node == kNoNode) return;
  Input& in = draft.in;
  std::vector<std::string_view> words;
  for (const EventForm& form : event_forms()) words.push_back(form.word);
  std::vector<Stated> events;
  std::int64_t upgrades = 0, backed_up = 0;
  const auto entries = read_array(in, node, "events");
  if (entries.size() > static_cast<std::size_t>(kMaxEvents)) {
    in.refuse(node, fmt::format("at most {} events", kMaxEvents));
    return;
  }
  for (const NodeId entry : entries) {
    const bool object = in.tree[entry].kind == JsonKind::object;
    const NodeId kind = object ? in.tree.member(entry, "kind") : kNoNode;
    if (kind == kNoNode) {
      in.refuse(entry, object ? "the key \"kind\": " + listed(words) : "an object with keys such as \"at\"",
                {}, object ? "no \"kind\"" : "");
      continue;
    }
    const auto place = read_place(in, kind, words);
    if (!place) continue;
    const EventForm& form = event_forms()[*place];
    if (form.kind == model::EventKind::upgrade && ++upgrades > kMaxUpgrades) {
      in.refuse(kind, fmt::format("at most {} upgrades", kMaxUpgrades));
      return;
    }
    if (form.kind == model::EventKind::system_backup) backed_up += draft.volumes.size();
    if (backed_up > kMaxSelections) {
      in.refuse(kind, fmt::format("at most {} volumes over all system backups", kMaxSelections));
      return;
    }
    read_event(draft, entry, form, events);
  }
  std::stable_sort(events.begin(), events.end(),
                   [](const Stated& a, const Stated& b) { return a.event.at < b.event.at; });
  if (in.errors.empty()) check_upgrades(draft, events);
  for (Stated& one : events) draft.scenario.events.push_back(std::move(one.event));
}

}  // namespace headway::io
