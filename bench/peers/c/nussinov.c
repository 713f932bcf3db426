#include "kernel.h"

static int max(int a, int b) {
  return a > b ? a : b;
}

EXPORT void nussinov(int n, signed char *seq, int *table) {
  for (int i = n - 1; i >= 0; i--) {
    for (int j = i + 1; j < n; j++) {
      if (j - 1 >= 0) table[i * n + j] = max(table[i * n + j], table[i * n + j - 1]);
      if (i + 1 < n) table[i * n + j] = max(table[i * n + j], table[(i + 1) * n + j]);
      if (j - 1 >= 0 && i + 1 < n) {
        if (i < j - 1) {
          int match = seq[i] + seq[j] == 3 ? 1 : 0;
          table[i * n + j] = max(table[i * n + j], table[(i + 1) * n + j - 1] + match);
        } else {
          table[i * n + j] = max(table[i * n + j], table[(i + 1) * n + j - 1]);
        }
      }
      for (int k = i + 1; k < j; k++) {
        table[i * n + j] = max(table[i * n + j], table[i * n + k] + table[(k + 1) * n + j]);
      }
    }
  }
}
