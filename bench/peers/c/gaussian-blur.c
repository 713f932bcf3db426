#include "kernel.h"

static int clamp(int i, int last) {
  return i < 0 ? 0 : i > last ? last : i;
}

EXPORT void gaussian_blur(unsigned char *out, unsigned char *image, float *rows, double *weights, int w, int h, int taps) {
  int radius = (taps - 1) / 2;
  for (int y = 0; y < h; y++) {
    for (int x = 0; x < w; x++) {
      double sum = 0;
      for (int k = -radius; k <= radius; k++) sum += image[y * w + clamp(x + k, w - 1)] * weights[k + radius];
      rows[y * w + x] = (float)sum;
    }
  }
  for (int y = 0; y < h; y++) {
    for (int x = 0; x < w; x++) {
      double sum = 0;
      for (int k = -radius; k <= radius; k++) sum += rows[clamp(y + k, h - 1) * w + x] * weights[k + radius];
      out[y * w + x] = (unsigned char)floor(sum + 0.5);
    }
  }
}
