// Names as scenarios refer to them: an index from name to number, and references whose braces are filled in
// for each name of a range.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sim/io/name_range.h"
#include "sim/io/value_reader.h"

namespace headway::io {

/// The names of one kind of entity, each with its index.
class NameIndex {
 public:
  /// What an entity of the kind is called in messages ("node").
  explicit NameIndex(std::string_view kind) : kind_(kind) {}

  /// False when the name is there already.
  bool add(std::string name, std::uint32_t index);
  std::optional<std::uint32_t> find(std::string_view name) const;
  bool empty() const { return order_.empty(); }
  std::int64_t size() const { return static_cast<std::int64_t>(order_.size()); }
  std::string_view kind() const { return kind_; }
  /// The name nearest to a mistyped one, or empty.
  std::string near(std::string_view word) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  std::string_view kind_;
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> index_;
  std::vector<std::string_view> order_;  ///< as added, so that suggestions do not depend on hashing
};

/// A name of an entity, with its range if it has one: what the references beside it are reckoned from.
struct EntityName {
  NodeId node = kNoNode;
  NamePattern pattern;

  std::int64_t size() const { return pattern.range() != nullptr ? pattern.range()->size() : 1; }
  /// The k-th name, from 0.
  std::string at(std::int64_t k) const;
};

/// Reads the name of an entity, at most `room` names; reports formulas, bad characters and too many.
std::optional<EntityName> read_entity_name(Input& in, NodeId node, std::int64_t room, std::int64_t limit,
                                           std::string_view entities);

/// A reference beside an EntityName: plain, with a formula of its number `i`, or with a range of its own that
/// goes in step with it.
struct Reference {
  NodeId node = kNoNode;
  NamePattern pattern;
  std::int64_t offset = 0;  ///< of a range: its first number minus that of the entity's range

  bool varies() const { return pattern.braces.index() != 0; }
};

/// Takes names that a list looks up off the room for all lists (few bytes can ask for much); reports when
/// there is none left.
bool take_names(Input& in, NodeId node, std::int64_t count);

/// Checks that the reference fits the entity: linked ranges are of equal length, a formula needs a range.
std::optional<Reference> read_reference(Input& in, NodeId node, std::string_view text,
                                        const EntityName& owner);

/// A list of references; beside an entity without a range an entry with a range stands for many names
/// (at most `most` in all).
std::vector<Reference> read_references(Input& in, NodeId array, const EntityName& owner, std::int64_t most);

/// The name that the reference means for the owner's k-th name. Where `known` holds names, zeros are put in
/// front of the number as its names have them (first as the range itself is written); otherwise as the range
/// is written. nullopt, reported, when the formula has no value. Does not check that the name exists.
std::optional<std::string> name_of(Input& in, const Reference& reference, const EntityName& owner,
                                   std::int64_t k, const NameIndex* known);

/// The same for the name of a group, which need not exist but must be a name.
std::optional<std::string> group_name(Input& in, const Reference& reference, const EntityName& owner,
                                      std::int64_t k, const NameIndex* known);

/// The index of that name; nullopt, reported with a near name, when there is none.
std::optional<std::uint32_t> index_of(Input& in, const Reference& reference, const EntityName& owner,
                                      std::int64_t k, const NameIndex& known);

}  // namespace headway::io
