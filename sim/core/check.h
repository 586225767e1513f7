// Broken invariants abort in every build type: a simulator that goes on after one would print figures that
// people trust their backups to.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace headway::core {

/// Aborts with the place and the sentence when `holds` is false.
inline void check_invariant(bool holds, const char* sentence, const char* file = __builtin_FILE(),
                            int line = __builtin_LINE()) {
  if (holds) return;
  std::fprintf(stderr, "headway: broken invariant: %s (%s:%d)\n", sentence, file, line);
  std::abort();
}

}  // namespace headway::core
