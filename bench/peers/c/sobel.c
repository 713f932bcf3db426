#include "kernel.h"

EXPORT void sobel(unsigned char *out, unsigned char *image, int w, int h) {
  for (int y = 1; y < h - 1; y++) {
    for (int x = 1; x < w - 1; x++) {
      int i = y * w + x;
      int nw = image[i - w - 1];
      int n = image[i - w];
      int ne = image[i - w + 1];
      int sw = image[i + w - 1];
      int s = image[i + w];
      int se = image[i + w + 1];
      int gx = ne + 2 * image[i + 1] + se - nw - 2 * image[i - 1] - sw;
      int gy = sw + 2 * s + se - nw - 2 * n - ne;
      double magnitude = sqrt(gx * gx + gy * gy);
      out[i] = magnitude > 255 ? 255 : (unsigned char)magnitude;
    }
  }
}
