#include "kernel.h"

static int wrap(int i, int n) {
  return i < 0 ? n - 1 : i >= n ? 0 : i;
}

EXPORT int life(unsigned char *cells, unsigned char *next, int w, int h, int generations) {
  for (int g = 0; g < generations; g++) {
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        int neighbours = 0;
        for (int dy = -1; dy <= 1; dy++) {
          for (int dx = -1; dx <= 1; dx++) {
            if (dx == 0 && dy == 0) continue;
            neighbours += cells[wrap(y + dy, h) * w + wrap(x + dx, w)];
          }
        }
        int alive = cells[y * w + x] == 1;
        next[y * w + x] = neighbours == 3 || (alive && neighbours == 2);
      }
    }
    unsigned char *t = cells;
    cells = next;
    next = t;
  }
  int population = 0;
  for (int i = 0; i < w * h; i++) population += cells[i];
  return population;
}
