#include "kernel.h"

EXPORT void dilate(unsigned char *out, unsigned char *image, int w, int h, int r) {
  for (int y = 0; y < h; y++) {
    int top = y - r < 0 ? 0 : y - r;
    int bottom = y + r > h - 1 ? h - 1 : y + r;
    for (int x = 0; x < w; x++) {
      int left = x - r < 0 ? 0 : x - r;
      int right = x + r > w - 1 ? w - 1 : x + r;
      unsigned char brightest = 0;
      for (int v = top; v <= bottom; v++) {
        for (int u = left; u <= right; u++) {
          if (image[v * w + u] > brightest) brightest = image[v * w + u];
        }
      }
      out[y * w + x] = brightest;
    }
  }
}
