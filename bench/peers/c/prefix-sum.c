#include "kernel.h"

EXPORT int prefix_sum(int *out, int *values, int n) {
  int sum = 0;
  for (int i = 0; i < n; i++) {
    sum += values[i];
    out[i] = sum;
  }
  return sum;
}
