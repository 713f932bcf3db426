#include "kernel.h"

static double nearest(double x) {
  return floor(x + 0.5);
}

static double smaller(double a, double b) {
  return a < b ? a : b;
}

static double scene_distance(double x, double y, double z) {
  double ball = sqrt(x * x + y * y + z * z) - 1;
  double gx = x - 1.2 * nearest(x / 1.2);
  double gz = z - 1.2 * nearest(z / 1.2);
  double gy = y + 0.8;
  double pearls = sqrt(gx * gx + gy * gy + gz * gz) - 0.2;
  return smaller(smaller(ball, pearls), y + 1);
}

EXPORT void sphere_trace(float *out, int w, int h) {
  for (int py = 0; py < h; py++) {
    for (int px = 0; px < w; px++) {
      double u = (double)(2 * px - w) / h;
      double v = (double)(h - 2 * py) / h;
      double norm = 1 / sqrt(u * u + v * v + 2.25);
      double dx = u * norm;
      double dy = v * norm;
      double dz = 1.5 * norm;
      double t = 0;
      int hit = 0;
      while (t < 20) {
        double d = scene_distance(dx * t, dy * t + 0.3, dz * t - 3);
        if (d < 0.001 * t) {
          hit = 1;
          break;
        }
        t += d;
      }
      if (!hit) {
        out[py * w + px] = 0;
        continue;
      }
      double x = dx * t;
      double y = dy * t + 0.3;
      double z = dz * t - 3;
      double e = 0.0005;
      double nx = scene_distance(x + e, y, z) - scene_distance(x - e, y, z);
      double ny = scene_distance(x, y + e, z) - scene_distance(x, y - e, z);
      double nz = scene_distance(x, y, z + e) - scene_distance(x, y, z - e);
      double light = (0.5 * nx + 0.8 * ny - 0.33 * nz) / sqrt(nx * nx + ny * ny + nz * nz);
      out[py * w + px] = (float)(light > 0.05 ? light : 0.05);
    }
  }
}
