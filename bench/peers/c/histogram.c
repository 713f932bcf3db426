#include "kernel.h"

EXPORT int histogram(unsigned *counts, unsigned char *bytes, int n) {
  for (int i = 0; i < 256; i++) counts[i] = 0;
  for (int i = 0; i < n; i++) counts[bytes[i]]++;
  int mode = 0;
  for (int i = 1; i < 256; i++) {
    if (counts[i] > counts[mode]) mode = i;
  }
  return mode;
}
