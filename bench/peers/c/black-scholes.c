#include "kernel.h"

static double cnd(double d) {
  double k = 1 / (1 + 0.2316419 * fabs(d));
  double poly = k * (0.31938153 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))));
  double value = 0.3989422804014327 * exp(-0.5 * d * d) * poly;
  return d > 0 ? 1 - value : value;
}

EXPORT void black_scholes(double *call, double *put, double *spot, double *strike, double *years, double rate,
                          double volatility, int n) {
  for (int i = 0; i < n; i++) {
    double s = spot[i];
    double k = strike[i];
    double t = years[i];
    double sqrt_t = sqrt(t);
    double d1 = (log(s / k) + (rate + 0.5 * volatility * volatility) * t) / (volatility * sqrt_t);
    double d2 = d1 - volatility * sqrt_t;
    double discounted = k * exp(-rate * t);
    call[i] = s * cnd(d1) - discounted * cnd(d2);
    put[i] = discounted * cnd(-d2) - s * cnd(-d1);
  }
}
