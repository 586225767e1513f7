#include "sim/io/volume_runs.h"

#include <fmt/format.h>

#include <optional>
#include <string_view>
#include <utility>

namespace headway::io {
namespace {

constexpr std::size_t kMostDigits = 17;  // the successor still fits the reader's 18

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// A name around one of its numbers.
struct Numbered {
  std::string_view prefix, digits, suffix;

  /// Zeros in front fix the width; a number without them is written as it is.
  std::size_t width() const { return digits.size() > 1 && digits[0] == '0' ? digits.size() : 1; }
  std::int64_t value() const {
    std::int64_t v = 0;
    for (const char c : digits) v = v * 10 + (c - '0');
    return v;
  }
  std::string number(std::int64_t n) const { return fmt::format("{:0{}}", n, width()); }
  /// The name with the n-th number after its own; empty where the number outgrows a fixed width.
  std::string after(std::int64_t n) const {
    const std::string next = number(value() + n);
    if (width() > 1 && next.size() > width()) return {};
    return fmt::format("{}{}{}", prefix, next, suffix);
  }
  /// The range of this many names from its own on.
  std::string range(std::size_t count) const {
    const std::string last = number(value() + static_cast<std::int64_t>(count) - 1);
    return fmt::format("{}{{{}..{}}}{}", prefix, digits, last, suffix);
  }
};

/// The name around the number that makes `next` its successor.
std::optional<Numbered> numbered_like(std::string_view name, std::string_view next) {
  for (std::size_t end = name.size(); end > 0; --end) {
    if (!is_digit(name[end - 1])) continue;
    std::size_t begin = end - 1;
    while (begin > 0 && is_digit(name[begin - 1])) --begin;
    if (end - begin <= kMostDigits) {
      const Numbered split{name.substr(0, begin), name.substr(begin, end - begin), name.substr(end)};
      if (split.after(1) == next) return split;
    }
    end = begin + 1;
  }
  return std::nullopt;
}

bool same_shape(const core::Distribution& a, const core::Distribution& b) {
  if (a.shape().index() != b.shape().index()) return false;
  return std::visit(
      [&]<class Shape>(const Shape& s) {
        const auto& t = std::get<Shape>(b.shape());
        if constexpr (std::is_same_v<Shape, core::Constant>) {
          return s.value == t.value;
        } else if constexpr (std::is_same_v<Shape, core::Uniform>) {
          return s.low == t.low && s.high == t.high;
        } else if constexpr (std::is_same_v<Shape, core::Exponential>) {
          return s.mean == t.mean;
        } else if constexpr (std::is_same_v<Shape, core::Lognormal>) {
          return s.median == t.median && s.sigma == t.sigma;
        } else if constexpr (std::is_same_v<Shape, core::Normal>) {
          return s.mean == t.mean && s.sd == t.sd;
        } else {
          return s.values == t.values;
        }
      },
      a.shape());
}

/// Equal in all but name and node.
bool alike(const model::Volume& a, const model::Volume& b) {
  return a.size == b.size && a.used == b.used && a.target == b.target &&
         a.dirtied.hot_share == b.dirtied.hot_share && same_shape(a.dirtied.per_day, b.dirtied.per_day) &&
         a.compression_ratio == b.compression_ratio && a.block_size == b.block_size && a.groups == b.groups &&
         a.jobs == b.jobs && a.attached == b.attached && a.backups == b.backups &&
         a.backing_image == b.backing_image;
}

}  // namespace

std::vector<std::string> name_runs(const std::vector<std::string>& names) {
  std::vector<std::string> out;
  for (std::size_t i = 0, count = 1; i < names.size(); i += count) {
    const auto split = i + 1 < names.size() ? numbered_like(names[i], names[i + 1]) : std::nullopt;
    count = 1;
    while (split && i + count < names.size() &&
           names[i + count] == split->after(static_cast<std::int64_t>(count))) {
      ++count;
    }
    out.push_back(count > 1 ? split->range(count) : names[i]);
  }
  return out;
}

std::vector<MachineRun> machine_runs(const model::Scenario& scenario) {
  const auto& machines = scenario.machines;
  /// The machine's own name at 0, then those of its volumes.
  const auto name = [&](std::size_t m, std::size_t place) -> const std::string& {
    return place == 0 ? machines[m].name : scenario.volumes.at(machines[m].volumes.at(place - 1)).name;
  };
  const auto places = [&](std::size_t m) { return machines[m].volumes.size() + 1; };
  std::vector<MachineRun> runs;
  for (std::size_t i = 0, count = 1; i < machines.size(); i += count) {
    std::vector<Numbered> splits;
    const bool pair = i + 1 < machines.size() && places(i) == places(i + 1);
    for (std::size_t p = 0; pair && p < places(i); ++p) {
      const auto split = numbered_like(name(i, p), name(i + 1, p));
      if (!split) break;
      splits.push_back(*split);
    }
    const auto fits = [&](std::size_t k) {
      if (splits.size() != places(i) || places(i + k) != places(i)) return false;
      for (std::size_t p = 0; p < splits.size(); ++p) {
        if (name(i + k, p) != splits[p].after(static_cast<std::int64_t>(k))) return false;
      }
      return true;
    };
    count = 1;
    while (i + count < machines.size() && fits(count)) ++count;
    std::vector<std::string> names;
    for (std::size_t p = 0; p < places(i); ++p)
      names.push_back(count > 1 ? splits[p].range(count) : name(i, p));
    MachineRun run{std::move(names.front()), {names.begin() + 1, names.end()}};
    if (count == 1) run.volumes = name_runs(run.volumes);
    runs.push_back(std::move(run));
  }
  return runs;
}

std::vector<VolumeRun> volume_runs(const model::Scenario& scenario) {
  const auto& volumes = scenario.volumes;
  const std::size_t nodes = std::max<std::size_t>(1, scenario.nodes.size());
  std::vector<VolumeRun> runs;
  std::size_t dealt = 0;  // volumes that the reader will have dealt out by then
  for (std::size_t i = 0; i < volumes.size(); i += runs.back().count) {
    VolumeRun run{i, 1, volumes[i].name, false};
    const auto split = i + 1 < volumes.size() && alike(volumes[i], volumes[i + 1])
                           ? numbered_like(volumes[i].name, volumes[i + 1].name)
                           : std::nullopt;
    if (split) {
      const bool one_node = volumes[i].node == volumes[i + 1].node;
      const auto fits = [&](std::size_t k) {
        const auto node = one_node ? volumes[i].node : (dealt + k) % nodes;
        return volumes[i + k].node == node && alike(volumes[i], volumes[i + k]) &&
               volumes[i + k].name == split->after(static_cast<std::int64_t>(k));
      };
      std::size_t count = 0;
      while (i + count < volumes.size() && fits(count)) ++count;
      if (count > 1) {
        run.count = count;
        run.round_robin = !one_node;
        run.name = split->range(count);
        if (run.round_robin) dealt += count;
      }
    }
    runs.push_back(std::move(run));
  }
  return runs;
}

}  // namespace headway::io
