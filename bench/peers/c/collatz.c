#include "kernel.h"

EXPORT int collatz(int limit) {
  int best = 1;
  int best_steps = 0;
  for (int start = 1; start < limit; start++) {
    unsigned n = start;
    int steps = 0;
    while (n != 1) {
      n = n % 2 == 0 ? n / 2 : 3 * n + 1;
      steps++;
    }
    if (steps > best_steps) {
      best_steps = steps;
      best = start;
    }
  }
  return best;
}
