#include "kernel.h"

static unsigned char clamp(double value) {
  if (value < 0) return 0;
  if (value > 255) return 255;
  return (unsigned char)rint(value);
}

EXPORT void yuv_to_rgb(unsigned char *out, unsigned char *luma, unsigned char *blue, unsigned char *red, int w, int h) {
  int half = (w + 1) / 2;
  for (int row = 0; row < h; row++) {
    for (int column = 0; column < w; column++) {
      int y = luma[row * w + column];
      int at = row / 2 * half + column / 2;
      int u = blue[at] - 128;
      int v = red[at] - 128;
      unsigned char *pixel = out + 4 * (row * w + column);
      pixel[0] = clamp(y + 1.402 * v);
      pixel[1] = clamp(y - 0.344136 * u - 0.714136 * v);
      pixel[2] = clamp(y + 1.772 * u);
      pixel[3] = 255;
    }
  }
}
