#include "kernel.h"

EXPORT int knapsack(int *best, int *weights, int *values, int capacity, int items) {
  for (int c = 0; c <= capacity; c++) best[c] = 0;
  for (int i = 0; i < items; i++) {
    int weight = weights[i];
    int value = values[i];
    for (int c = capacity; c >= weight; c--) {
      int taken = best[c - weight] + value;
      if (taken > best[c]) best[c] = taken;
    }
  }
  return best[capacity];
}
