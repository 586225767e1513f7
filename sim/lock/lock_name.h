// Names of locks and of their files, cheap in the common case and of any text in the others.
//
// A lock that the platform makes is called "lock-" and 16 lower-case hexadecimal digits: a number, and
// the byte order of such names is the order of the numbers. A name found on a target can be any text
// (written by hand, by a test, by an older tool); then the text is kept, shared between copies.
// Invariant: a text of the common form is always stored as its number, so equal names compare equal.
// Cost: 24 bytes; comparing two numbers is one instruction, a comparison with a text builds strings.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace headway::lock {

/// A name `lock-<16 hex>` followed by `Form::suffix`, or any other text.
template <class Form>
class NumberedName {
 public:
  NumberedName() = default;
  explicit NumberedName(std::uint64_t number) : number_(number) {}

  /// The name that reads `text`, byte for byte.
  static NumberedName of(std::string_view text);

  bool numbered() const { return text_ == nullptr; }
  /// The sixteen digits as a number; 0 for a foreign text.
  std::uint64_t number() const { return number_; }
  std::string text() const;

  friend bool operator==(const NumberedName& a, const NumberedName& b) { return (a <=> b) == 0; }
  friend std::strong_ordering operator<=>(const NumberedName& a, const NumberedName& b) {
    if (a.numbered() && b.numbered()) return a.number_ <=> b.number_;
    return compare_text(a, b);
  }

 private:
  static std::strong_ordering compare_text(const NumberedName& a, const NumberedName& b);

  std::uint64_t number_ = 0;
  std::shared_ptr<const std::string> text_;
};

struct LockNameForm {
  static constexpr std::string_view suffix = "";
};
struct FileNameForm {
  static constexpr std::string_view suffix = ".lck";
};

/// The Name field inside a lock file: what ties are decided by, byte by byte.
using LockName = NumberedName<LockNameForm>;
/// The name of the file in the locks folder: what listings are ordered by.
using FileName = NumberedName<FileNameForm>;

extern template class NumberedName<LockNameForm>;
extern template class NumberedName<FileNameForm>;

/// The file that a lock of this name is written to: the name and ".lck".
FileName file_of(const LockName& name);

/// True when the look considers a file of this name: it ends in ".lck", and what stands before that
/// begins with a letter or digit and goes on with at least one letter, digit, '_', '.' or '-'
/// (longhorn-backupstore 1.3 step 4; the prefix "lock-" is not needed).
bool is_lock_file(const FileName& file);

}  // namespace headway::lock
