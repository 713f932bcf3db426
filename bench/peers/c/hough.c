#include "kernel.h"

EXPORT int hough(int *votes, unsigned char *edges, int w, int h, double *cosines, double *sines, int reach,
                 int votes_length, int angles) {
  int distances = 2 * reach + 1;
  for (int i = 0; i < votes_length; i++) votes[i] = 0;
  for (int y = 0; y < h; y++) {
    for (int x = 0; x < w; x++) {
      if (edges[y * w + x] == 0) continue;
      for (int t = 0; t < angles; t++) {
        int rho = (int)floor(x * cosines[t] + y * sines[t] + 0.5) + reach;
        votes[t * distances + rho]++;
      }
    }
  }
  int most = 0;
  for (int i = 0; i < votes_length; i++) {
    if (votes[i] > most) most = votes[i];
  }
  return most;
}
