// What is wrong with an input, where, and what would be right: one place, one fact, one line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace headway::io {

struct InputError {
  std::string file;        ///< as the caller named it; "--set PATH=VALUE" for a setting
  std::size_t line = 0;    ///< from 1; 0 where there is none (settings, a file that is too large)
  std::size_t column = 0;  ///< from 1, in characters (code points), as editors count
  std::string pointer;     ///< JSON pointer (RFC 6901) of the value; empty for the text as a whole
  std::string found;       ///< what stands there, quoted and cut to a readable length
  std::string expected;    ///< what may stand there, with an example where that helps
  std::string suggestion;  ///< a near word or value that would be right; often empty

  /// `scenarios/x.json:12:7: /volumes/0/size: found "40Gb", expected …; did you mean "40Gi"?`
  /// One line without line breaks.
  std::string format() const;
};

/// The text in double quotes, control characters and invalid UTF-8 replaced by `?`, cut to about 60
/// characters with an ellipsis. O(1) in the length of the text.
std::string quoted(std::string_view text);

}  // namespace headway::io
