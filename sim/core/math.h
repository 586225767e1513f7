// log, exp and the normal quantile, ours: libm's last bits depend on the CPU (FMA, AVX2 variants), and one
// differing bit would break "same bytes everywhere". Only + - x / and bit operations are used.
#pragma once

namespace headway::core {

/// Natural logarithm of a positive finite x. Relative error below 1e-14 (absolute near x = 1). About 15 ns.
double log(double x);

/// e to the x; 0 below -745, +infinity above 709.78. Relative error below 1e-14.
double exp(double x);

/// Quantile of the standard normal at u in (0, 1). Absolute error below 1e-9 (Acklam's rational
/// approximation, relative error 1.15e-9).
double normal_quantile(double u);

}  // namespace headway::core
