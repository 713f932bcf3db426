#include "kernel.h"

EXPORT void mvt(int n, double *x1, double *x2, double *y1, double *y2, double *A) {
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) x1[i] = x1[i] + A[i * n + j] * y1[j];
  }
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) x2[i] = x2[i] + A[j * n + i] * y2[j];
  }
}
