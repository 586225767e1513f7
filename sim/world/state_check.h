// What must be true of the world at any instant, however it came there: blocks and bytes are accounted for,
// counters agree with what they count, no more permits lie free than were ever given out. For `run --check`
// and the tests of properties. O(volumes x backups).
#pragma once

namespace headway::world {

class World;

/// Aborts with a message when something in the state contradicts something else.
void check_state(const World& world);

}  // namespace headway::world
