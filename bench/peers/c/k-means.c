#include "kernel.h"

EXPORT int k_means(double *px, double *py, double *cx, double *cy, int *assignment, int rounds, int n, int k) {
  double sum_x[k];
  double sum_y[k];
  int count[k];
  int changed = 0;
  for (int round = 0; round < rounds; round++) {
    changed = 0;
    for (int c = 0; c < k; c++) {
      sum_x[c] = 0;
      sum_y[c] = 0;
      count[c] = 0;
    }
    for (int i = 0; i < n; i++) {
      int best = -1;
      double best_distance = 1e300;
      for (int c = 0; c < k; c++) {
        double dx = px[i] - cx[c];
        double dy = py[i] - cy[c];
        double d = dx * dx + dy * dy;
        if (d < best_distance) {
          best_distance = d;
          best = c;
        }
      }
      if (assignment[i] != best) {
        assignment[i] = best;
        changed++;
      }
      sum_x[best] += px[i];
      sum_y[best] += py[i];
      count[best]++;
    }
    for (int c = 0; c < k; c++) {
      if (count[c] == 0) continue;
      cx[c] = sum_x[c] / count[c];
      cy[c] = sum_y[c] / count[c];
    }
  }
  return changed;
}
