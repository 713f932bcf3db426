#include "kernel.h"

EXPORT void julia(double *out, int n, double cre, double cim) {
  double scale = 3.0 / n;
  for (int y = 0; y < n; y++) {
    for (int x = 0; x < n; x++) {
      double re = x * scale - 1.5;
      double im = y * scale - 1.5;
      double value = 0;
      for (int i = 0; i < 100; i++) {
        double re2 = re * re;
        double im2 = im * im;
        if (re2 + im2 > 16) {
          value = i + 1 - log(log(re2 + im2) / 2) / 0.6931471805599453;
          break;
        }
        im = 2 * re * im + cim;
        re = re2 - im2 + cre;
      }
      out[y * n + x] = value;
    }
  }
}
