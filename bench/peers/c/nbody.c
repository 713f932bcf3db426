#include "kernel.h"

EXPORT void nbody(double *x, double *y, double *z, double *vx, double *vy, double *vz, double *mass, int steps, double dt,
                  int n) {
  for (int step = 0; step < steps; step++) {
    for (int i = 0; i < n; i++) {
      double ax = 0;
      double ay = 0;
      double az = 0;
      for (int j = 0; j < n; j++) {
        double dx = x[j] - x[i];
        double dy = y[j] - y[i];
        double dz = z[j] - z[i];
        double d2 = dx * dx + dy * dy + dz * dz + 0.01;
        double f = mass[j] / (d2 * sqrt(d2));
        ax += f * dx;
        ay += f * dy;
        az += f * dz;
      }
      vx[i] += ax * dt;
      vy[i] += ay * dt;
      vz[i] += az * dt;
    }
    for (int i = 0; i < n; i++) {
      x[i] += vx[i] * dt;
      y[i] += vy[i] * dt;
      z[i] += vz[i] * dt;
    }
  }
}
