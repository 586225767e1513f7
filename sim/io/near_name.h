// "Did you mean …?": the known word nearest to a mistyped one.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace headway::io {

/// Insertions, deletions, replacements and swaps of neighbours that make `b` of `a`, no character touched
/// twice (optimal string alignment), letters compared without case, `-` and `_` alike. Anything above
/// `limit` counts as limit + 1. O(|a| |b|).
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

/// The nearest of the known words, at most a third of the word's length (at least one edit) away; or a known
/// word that this one is the beginning or the end of; else empty. Ties go to the first. Words above 64
/// bytes get no suggestion, and only the first 2,000 known words are looked at, so that the cost stays
/// bounded.
std::string near_name(std::string_view word, std::span<const std::string_view> known);

}  // namespace headway::io
