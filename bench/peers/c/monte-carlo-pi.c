#include "kernel.h"

static double next_random(unsigned *state) {
  *state += 0x6d2b79f5;
  unsigned t = (*state ^ (*state >> 15)) * (*state | 1);
  t ^= t + (t ^ (t >> 7)) * (t | 61);
  return (t ^ (t >> 14)) / 4294967296.0;
}

EXPORT double monte_carlo_pi(int samples, unsigned seed) {
  unsigned state = seed;
  int inside = 0;
  for (int i = 0; i < samples; i++) {
    double x = next_random(&state);
    double y = next_random(&state);
    if (x * x + y * y <= 1) inside++;
  }
  return 4.0 * inside / samples;
}
