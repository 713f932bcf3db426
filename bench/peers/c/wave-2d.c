#include "kernel.h"

EXPORT void wave_2d(double *previous, double *current, double *next, int w, int h, int steps) {
  double c2 = 0.25;
  double damping = 0.999;
  for (int step = 0; step < steps; step++) {
    for (int y = 1; y < h - 1; y++) {
      for (int x = 1; x < w - 1; x++) {
        int i = y * w + x;
        double laplacian = current[i - 1] + current[i + 1] + current[i - w] + current[i + w] - 4 * current[i];
        next[i] = damping * (2 * current[i] - previous[i] + c2 * laplacian);
      }
    }
    double *free = previous;
    previous = current;
    current = next;
    next = free;
  }
}
