// Events back to JSON: all keys of their kind, one event an entry.
#include <fmt/format.h>

#include "sim/io/writer_parts.h"

namespace headway::io {

std::string write_event(const model::Scenario& scenario, const model::Event& event) {
  const EventForm& form = event_forms()[static_cast<std::size_t>(event.kind)];
  std::string out = fmt::format(R"({{"at": {}, "kind": {})", text(event.at), text(form.word));
  const auto add = [&](std::string_view key, std::string_view value) {
    if (form.has(key)) out += fmt::format(", {}: {}", text(key), value);
  };
  const auto add_name = [&](std::string_view key, const auto& entities, std::optional<std::uint32_t> index) {
    if (index) add(key, text(entities.at(*index).name));
  };
  add_name("node", scenario.nodes, event.node);
  add_name("target", scenario.targets, event.target);
  add_name("volume", scenario.volumes, event.volume);
  add_name("schedule", scenario.jobs, event.schedule);
  add_name("schedule", scenario.vm_schedules, event.vm_schedule);
  add_name("vm", scenario.machines, event.vm);
  add_name("image", scenario.backing_images, event.image);
  if (event.platform) add("longhorn", text(event.platform->longhorn));
  add("for", text(event.length));
  add("back_after", text(event.length));
  add("latency_factor", json_number(event.latency_factor));
  add("bandwidth_factor", json_number(event.bandwidth_factor));
  add("skew", text(event.skew));
  add("delay", text(event.api_delay));
  add("cron", text(event.cron));
  add("replicas", std::to_string(event.replicas));
  add("which", text(vm_backup_selection_words()[static_cast<std::size_t>(event.selection)]));
  if (event.lock_type) add("type", text(lock_type_words()[static_cast<std::size_t>(*event.lock_type - 1)]));
  add("count", event.count == 0 ? text("all") : std::to_string(event.count));
  add("volume_backup_policy",
      text(volume_backup_policy_words()[static_cast<std::size_t>(event.volume_backup_policy)]));
  if (event.platform) add("overrides", write_parameters(event.platform->parameters));
  return out + "}";
}

}  // namespace headway::io
