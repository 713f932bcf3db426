#include "kernel.h"

EXPORT void boids(double *ax, double *ay, double *x, double *y, double *vx, double *vy, double radius, double distance,
                  int n) {
  for (int i = 0; i < n; i++) {
    int neighbours = 0;
    double sum_x = 0, sum_y = 0, sum_vx = 0, sum_vy = 0, away_x = 0, away_y = 0;
    for (int j = 0; j < n; j++) {
      if (j == i) continue;
      double dx = x[j] - x[i];
      double dy = y[j] - y[i];
      double d2 = dx * dx + dy * dy;
      if (d2 > radius * radius) continue;
      neighbours++;
      sum_x += x[j];
      sum_y += y[j];
      sum_vx += vx[j];
      sum_vy += vy[j];
      if (d2 < distance * distance && d2 > 0) {
        double d = sqrt(d2);
        away_x -= dx / d;
        away_y -= dy / d;
      }
    }
    if (neighbours > 0) {
      ax[i] = 0.01 * (sum_x / neighbours - x[i]) + 0.125 * (sum_vx / neighbours - vx[i]) + 0.5 * away_x;
      ay[i] = 0.01 * (sum_y / neighbours - y[i]) + 0.125 * (sum_vy / neighbours - vy[i]) + 0.5 * away_y;
    } else {
      ax[i] = 0;
      ay[i] = 0;
    }
  }
}
