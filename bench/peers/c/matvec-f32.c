#include "kernel.h"

EXPORT void dense_layer(float *out, float *weights, float *x, float *bias, int rows, int columns) {
  for (int i = 0; i < rows; i++) {
    float sum = bias[i];
    for (int j = 0; j < columns; j++) sum += weights[i * columns + j] * x[j];
    out[i] = sum > 0 ? sum : 0;
  }
}
