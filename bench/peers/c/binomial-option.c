#include "kernel.h"

EXPORT void binomial_puts(double *prices, double *strikes, double spot, double rate, double volatility, double years,
                          int steps, int n) {
  double dt = years / steps;
  double up = exp(volatility * sqrt(dt));
  double discount = exp(-rate * dt);
  double p = (exp(rate * dt) - 1 / up) / (up - 1 / up);
  double spots[2 * steps + 1];
  double values[steps + 1];
  for (int k = 0; k <= 2 * steps; k++) spots[k] = spot * pow(up, k - steps);
  for (int s = 0; s < n; s++) {
    double strike = strikes[s];
    for (int j = 0; j <= steps; j++) {
      double exercise = strike - spots[2 * j];
      values[j] = exercise > 0 ? exercise : 0;
    }
    for (int i = steps - 1; i >= 0; i--) {
      for (int j = 0; j <= i; j++) {
        double hold = discount * (p * values[j + 1] + (1 - p) * values[j]);
        double exercise = strike - spots[steps + 2 * j - i];
        values[j] = exercise > hold ? exercise : hold;
      }
    }
    prices[s] = values[0];
  }
}
