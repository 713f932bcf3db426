#include "kernel.h"

EXPORT void convolve_5x5(float *out, float *image, float *weights, int w, int h) {
  for (int y = 2; y < h - 2; y++) {
    for (int x = 2; x < w - 2; x++) {
      float sum = 0;
      for (int ky = 0; ky < 5; ky++) {
        for (int kx = 0; kx < 5; kx++) {
          float pixel = image[(y + ky - 2) * w + (x + kx - 2)];
          sum += pixel * weights[ky * 5 + kx];
        }
      }
      out[y * w + x] = sum;
    }
  }
}
