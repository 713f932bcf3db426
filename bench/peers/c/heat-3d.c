#include "kernel.h"

static void step(int n, double *from, double *to) {
  for (int i = 1; i < n - 1; i++) {
    for (int j = 1; j < n - 1; j++) {
      for (int k = 1; k < n - 1; k++) {
        to[(i * n + j) * n + k] =
            0.125 * (from[((i + 1) * n + j) * n + k] - 2.0 * from[(i * n + j) * n + k] + from[((i - 1) * n + j) * n + k]) +
            0.125 * (from[(i * n + j + 1) * n + k] - 2.0 * from[(i * n + j) * n + k] + from[(i * n + j - 1) * n + k]) +
            0.125 * (from[(i * n + j) * n + k + 1] - 2.0 * from[(i * n + j) * n + k] + from[(i * n + j) * n + k - 1]) +
            from[(i * n + j) * n + k];
      }
    }
  }
}

EXPORT void heat_3d(int tsteps, int n, double *A, double *B) {
  for (int t = 1; t <= tsteps; t++) {
    step(n, A, B);
    step(n, B, A);
  }
}
