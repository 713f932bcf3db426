#include "kernel.h"

EXPORT void spmv(double *y, double *values, int *columns, int *row_start, double *x, int rows) {
  for (int row = 0; row < rows; row++) {
    double sum = 0;
    for (int k = row_start[row]; k < row_start[row + 1]; k++) sum += values[k] * x[columns[k]];
    y[row] = sum;
  }
}
