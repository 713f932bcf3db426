#include "kernel.h"

EXPORT void kalman(double *positions, double *measured, int sensors, int steps, double dt, double process_noise,
                   double measurement_noise) {
  for (int s = 0; s < sensors; s++) {
    double position = measured[s * steps];
    double speed = 0;
    double p00 = 1, p01 = 0, p10 = 0, p11 = 1;
    for (int i = 0; i < steps; i++) {
      position += speed * dt;
      p00 += dt * (p10 + p01 + dt * p11) + (process_noise * dt * dt * dt) / 3;
      p01 += dt * p11 + (process_noise * dt * dt) / 2;
      p10 += dt * p11 + (process_noise * dt * dt) / 2;
      p11 += process_noise * dt;
      double error = measured[s * steps + i] - position;
      double variance = p00 + measurement_noise;
      double k0 = p00 / variance;
      double k1 = p10 / variance;
      position += k0 * error;
      speed += k1 * error;
      double old00 = p00;
      double old01 = p01;
      p00 -= k0 * old00;
      p01 -= k0 * old01;
      p10 -= k1 * old00;
      p11 -= k1 * old01;
      positions[s * steps + i] = position;
    }
  }
}
