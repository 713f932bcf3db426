#include "kernel.h"

EXPORT void grayscale(unsigned char *out, unsigned char *pixels, int length) {
  for (int i = 0; i < length; i += 4) {
    double luma = 0.299 * pixels[i] + 0.587 * pixels[i + 1] + 0.114 * pixels[i + 2];
    unsigned char grey = (unsigned char)rint(luma);
    out[i] = grey;
    out[i + 1] = grey;
    out[i + 2] = grey;
    out[i + 3] = pixels[i + 3];
  }
}
