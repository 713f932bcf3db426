#include "kernel.h"

static int index_of_sorted(int *sorted, int length, int key) {
  int lo = 0;
  int hi = length - 1;
  while (lo <= hi) {
    int mid = (unsigned)(lo + hi) >> 1;
    int value = sorted[mid];
    if (value == key) return mid;
    if (value < key) lo = mid + 1;
    else hi = mid - 1;
  }
  return -1;
}

EXPORT int lookup(int *found, int *sorted, int *keys, int sorted_length, int keys_length) {
  int hits = 0;
  for (int i = 0; i < keys_length; i++) {
    int at = index_of_sorted(sorted, sorted_length, keys[i]);
    found[i] = at;
    if (at != -1) hits++;
  }
  return hits;
}
