#include "kernel.h"

static double fade(double t) { return t * t * t * (t * (t * 6 - 15) + 10); }

static double lerp(double t, double a, double b) { return a + t * (b - a); }

static double gradient(int hash, double x, double y) {
  double u = (hash & 1) == 0 ? x : -x;
  double v = (hash & 2) == 0 ? y : -y;
  return u + v;
}

EXPORT void perlin_noise(float *out, unsigned char *p, int w, int h, double scale, int octaves) {
  for (int py = 0; py < h; py++) {
    for (int px = 0; px < w; px++) {
      double total = 0;
      double frequency = scale;
      double amplitude = 1;
      for (int o = 0; o < octaves; o++) {
        double x = px * frequency;
        double y = py * frequency;
        int xi = (int)floor(x) & 255;
        int yi = (int)floor(y) & 255;
        double xf = x - floor(x);
        double yf = y - floor(y);
        double u = fade(xf);
        double v = fade(yf);
        int a = p[xi] + yi;
        int b = p[xi + 1] + yi;
        double top = lerp(u, gradient(p[a], xf, yf), gradient(p[b], xf - 1, yf));
        double bottom = lerp(u, gradient(p[a + 1], xf, yf - 1), gradient(p[b + 1], xf - 1, yf - 1));
        total += amplitude * lerp(v, top, bottom);
        frequency *= 2;
        amplitude *= 0.5;
      }
      out[py * w + px] = total;
    }
  }
}
