#include "sim/core/random.h"

#include <Random123/philox.h>

namespace headway::core {
namespace {

std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

}  // namespace

std::uint64_t name_hash(std::string_view name) {
  std::uint64_t h = 0xcbf29ce484222325ULL;
  for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return mix(h);
}

std::uint64_t combine(std::uint64_t hash, std::uint64_t more) {
  return mix(hash + 0x9e3779b97f4a7c15ULL * (more + 1));
}

double Luck::uniform(std::uint64_t entity, std::uint32_t purpose, std::int64_t tick,
                     std::uint32_t draw) const {
  r123::Philox4x64 philox;
  const r123::Philox4x64::key_type key = {{seed_, entity}};
  const r123::Philox4x64::ctr_type counter = {
      {replication_, purpose, static_cast<std::uint64_t>(tick), static_cast<std::uint64_t>(draw / 4)}};
  const auto block = philox(counter, key);
  return open_uniform(block[draw % 4]);
}

}  // namespace headway::core
