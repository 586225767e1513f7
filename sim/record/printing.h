// How numbers and instants are written into results: without locale, and the same on every machine.
//
// Figures that come out of statistics carry 10 significant digits: the last bits of a double depend on the
// processor's version of libm, the first ten digits do not. Times are integers and are written exactly.
#pragma once

#include <string>

#include "sim/core/time.h"

namespace headway::record {

/// `value` rounded to 10 significant decimal digits (half to even on the exact binary value), never -0.
/// Infinities and NaN are returned as they are.
double ten_digits(double value);

/// The shortest decimal text that reads back as ten_digits(value), with an exponent below 1e-5 and from 1e15
/// on ("0.1391", "125000000", "1e+30"); empty when it is not
/// finite: results files leave a field empty where nothing is known.
std::string number_text(double value);

/// RFC 3339 in UTC with as many digits of the second's fraction as it needs ("2024-06-10T02:00:00.25Z");
/// empty for Instant::max(), which stands for "never".
std::string instant_text(Instant at);

/// The duration as an exact decimal number of seconds ("-0.25", "1209600").
std::string seconds_text(Duration d);

}  // namespace headway::record
