#include "kernel.h"

EXPORT void softmax(double *out, double *logits, int rows, int columns) {
  for (int i = 0; i < rows; i++) {
    double largest = logits[i * columns];
    for (int j = 1; j < columns; j++) {
      if (logits[i * columns + j] > largest) largest = logits[i * columns + j];
    }
    double sum = 0;
    for (int j = 0; j < columns; j++) {
      double e = exp(logits[i * columns + j] - largest);
      out[i * columns + j] = e;
      sum += e;
    }
    for (int j = 0; j < columns; j++) out[i * columns + j] /= sum;
  }
}
