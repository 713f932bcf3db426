#include "kernel.h"

EXPORT void biquad(float *out, float *input, double *coefficients, int n, int coefficients_length) {
  for (int i = 0; i < n; i++) out[i] = input[i];
  for (int s = 0; s < coefficients_length; s += 5) {
    double b0 = coefficients[s];
    double b1 = coefficients[s + 1];
    double b2 = coefficients[s + 2];
    double a1 = coefficients[s + 3];
    double a2 = coefficients[s + 4];
    double z1 = 0;
    double z2 = 0;
    for (int i = 0; i < n; i++) {
      double x = out[i];
      double y = b0 * x + z1;
      z1 = b1 * x - a1 * y + z2;
      z2 = b2 * x - a2 * y;
      out[i] = y;
    }
  }
}
