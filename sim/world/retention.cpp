// Which Backup objects count for retention, and how many are above it for how long. Counted as objects come
// and go: nothing is searched.
// Cost: logarithmic in the volume's backups to find the place, linear in the schedules that back it up.
#include <algorithm>

#include "sim/world/world.h"

namespace headway::world {

void World::set_kept(Backup& backup, bool kept) {
  if (backup.kept == kept) return;
  backup.kept = kept;
  Volume& volume = volumes[backup.volume];
  for (std::size_t k = 0; k < volume.jobs.size(); ++k)
    if (volume.jobs[k] == backup.job) volume.kept_by_job[k] += kept ? 1 : -1;
  if (kept) {
    // Completions come in order of time; one that a poll finds again goes back to its place.
    const auto later = [](Instant created, const Backup* other) { return created < other->created_at; };
    const bool last = volume.completed.empty() || !later(backup.created_at, volume.completed.back());
    volume.completed.insert(
        last ? volume.completed.end()
             : std::upper_bound(volume.completed.begin(), volume.completed.end(), backup.created_at, later),
        &backup);
  } else {
    std::erase(volume.completed, &backup);
  }
  note_retention(backup.volume);
}

void World::note_retention(std::uint32_t v) {
  Volume& volume = volumes[v];
  std::uint32_t beyond = 0;
  for (std::size_t k = 0; k < volume.jobs.size(); ++k) {
    const std::int64_t retain = scenario.jobs[volume.jobs[k]].retain;
    if (volume.kept_by_job[k] > retain) beyond += static_cast<std::uint32_t>(volume.kept_by_job[k] - retain);
  }
  if (volume.beyond_retain > 0 && now() > count_from()) {
    volume.beyond_retain_time += now() - std::max(volume.beyond_since, count_from());
    // What the warm-up left behind counts too.
    volume.most_beyond_retain = std::max(volume.most_beyond_retain, volume.beyond_retain);
  }
  volume.beyond_retain = beyond;
  volume.beyond_since = now();
  if (now() >= count_from()) volume.most_beyond_retain = std::max(volume.most_beyond_retain, beyond);
}

}  // namespace headway::world
