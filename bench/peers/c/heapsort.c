#include "kernel.h"

EXPORT void heapsort(int *a, int n) {
  int start = n / 2;
  int end = n;
  while (end > 1) {
    if (start > 0) {
      start--;
    } else {
      end--;
      int t = a[end];
      a[end] = a[0];
      a[0] = t;
    }
    int root = start;
    while (1) {
      int child = 2 * root + 1;
      if (child >= end) break;
      if (child + 1 < end && a[child] < a[child + 1]) child++;
      if (a[root] >= a[child]) break;
      int t = a[root];
      a[root] = a[child];
      a[child] = t;
      root = child;
    }
  }
}
