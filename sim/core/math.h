// log, exp and the normal quantile, ours: libm's last bits depend on the CPU (FMA, AVX2 variants), and one
// differing bit would break "same bytes everywhere". Only + - x / and bit operations are used.
#pragma once

namespace headway::core {

/// Natural logarithm of a positive finite x, subnormal ones included. Relative error below 4e-16. About 15
/// ns.
double log(double x);

/// e to the x, which is not NaN; 0 below -745, +infinity above 709.78. Relative error below 3e-16, one unit
/// of the last place where the result is subnormal.
double exp(double x);

/// Quantile of the standard normal at u in (0, 1). Relative error below 1.15e-9 (Acklam's rational
/// approximation), so 1e-8 absolute at the ends.
double normal_quantile(double u);

}  // namespace headway::core
