#include "kernel.h"

EXPORT double dot(double *a, double *b, int n) {
  double sum = 0;
  for (int i = 0; i < n; i++) sum += a[i] * b[i];
  return sum;
}
