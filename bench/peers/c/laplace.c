#include "kernel.h"

EXPORT int laplace(double *grid, double *next, int n, double tolerance, int max_iterations) {
  double error = 1e300;
  int iterations = 0;
  while (error > tolerance && iterations < max_iterations) {
    error = 0;
    for (int i = 1; i < n - 1; i++) {
      for (int j = 1; j < n - 1; j++) {
        int c = i * n + j;
        next[c] = 0.25 * (grid[c - 1] + grid[c + 1] + grid[c - n] + grid[c + n]);
        double change = fabs(next[c] - grid[c]);
        if (change > error) error = change;
      }
    }
    for (int i = 1; i < n - 1; i++) {
      for (int j = 1; j < n - 1; j++) grid[i * n + j] = next[i * n + j];
    }
    iterations++;
  }
  return iterations;
}
