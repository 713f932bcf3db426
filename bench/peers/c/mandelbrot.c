#include "kernel.h"

EXPORT void mandelbrot(unsigned short *out, int width, int height, int max_iterations) {
  for (int py = 0; py < height; py++) {
    for (int px = 0; px < width; px++) {
      double cx = (double)px / width * 3.5 - 2.5;
      double cy = (double)py / height * 2 - 1;
      double x = 0;
      double y = 0;
      int i = 0;
      while (x * x + y * y <= 4 && i < max_iterations) {
        double t = x * x - y * y + cx;
        y = 2 * x * y + cy;
        x = t;
        i++;
      }
      out[py * width + px] = i;
    }
  }
}
