#include "kernel.h"

EXPORT int levenshtein(unsigned short *a, unsigned short *b, int a_length, int b_length) {
  if (a_length == 0) return b_length;
  if (b_length == 0) return a_length;
  int first[b_length + 1];
  int second[b_length + 1];
  int *previous = first;
  int *current = second;
  for (int j = 0; j <= b_length; j++) previous[j] = j;
  for (int i = 1; i <= a_length; i++) {
    current[0] = i;
    for (int j = 1; j <= b_length; j++) {
      int best = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      if (previous[j] + 1 < best) best = previous[j] + 1;
      if (current[j - 1] + 1 < best) best = current[j - 1] + 1;
      current[j] = best;
    }
    int *t = previous;
    previous = current;
    current = t;
  }
  return previous[b_length];
}
