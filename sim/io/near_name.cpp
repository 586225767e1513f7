#include "sim/io/near_name.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace headway::io {
namespace {

constexpr std::size_t kLongestWord = 64;
constexpr std::size_t kMostWords = 2'000;

char folded(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  return c == '-' ? '_' : c;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
  if (a.size() > kLongestWord || b.size() > kLongestWord) return a == b ? 0 : limit + 1;
  if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > limit) return limit + 1;
  using Row = std::array<std::size_t, kLongestWord + 1>;
  Row before{}, last{}, now{};
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = folded(a[i - 1]) == folded(b[j - 1]);
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (same ? 0u : 1u)});
      if (i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) && folded(a[i - 2]) == folded(b[j - 1])) {
        now[j] = std::min(now[j], before[j - 2] + 1);
      }
    }
    before = last;
    last = now;
  }
  return std::min(last[b.size()], limit + 1);
}

std::string near_name(std::string_view word, std::span<const std::string_view> known) {
  if (word.empty() || word.size() > kLongestWord) return {};
  const auto words = known.first(std::min(known.size(), kMostWords));
  const std::size_t limit = std::max<std::size_t>(1, word.size() / 3);
  std::size_t best = limit + 1;
  std::string_view nearest;
  for (const auto candidate : words) {
    const std::size_t distance = edit_distance(word, candidate, limit);
    if (distance < best) best = distance, nearest = candidate;
  }
  if (!nearest.empty() || word.size() < 3) return std::string(nearest);
  for (const auto candidate : words) {
    if (candidate.starts_with(word) || candidate.ends_with(word)) return std::string(candidate);
  }
  return {};
}

}  // namespace headway::io
