#include "kernel.h"

EXPORT void fft(double *re, double *im, int n) {
  for (int i = 1, j = 0; i < n; i++) {
    int bit = n >> 1;
    while (j & bit) {
      j ^= bit;
      bit >>= 1;
    }
    j ^= bit;
    if (i < j) {
      double tr = re[i];
      re[i] = re[j];
      re[j] = tr;
      double ti = im[i];
      im[i] = im[j];
      im[j] = ti;
    }
  }
  for (int size = 2; size <= n; size *= 2) {
    int half = size / 2;
    double angle = -2 * 3.141592653589793 / size;
    double step_re = cos(angle);
    double step_im = sin(angle);
    for (int start = 0; start < n; start += size) {
      double wr = 1;
      double wi = 0;
      for (int k = 0; k < half; k++) {
        int a = start + k;
        int b = a + half;
        double tr = re[b] * wr - im[b] * wi;
        double ti = re[b] * wi + im[b] * wr;
        re[b] = re[a] - tr;
        im[b] = im[a] - ti;
        re[a] += tr;
        im[a] += ti;
        double next = wr * step_re - wi * step_im;
        wi = wr * step_im + wi * step_re;
        wr = next;
      }
    }
  }
}
