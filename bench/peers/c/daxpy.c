#include "kernel.h"

EXPORT void daxpy(double *y, double *x, double a, int n) {
  for (int i = 0; i < n; i++) y[i] += a * x[i];
}
