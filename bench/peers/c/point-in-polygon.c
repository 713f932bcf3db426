#include "kernel.h"

EXPORT int points_in_polygon(unsigned char *inside, double *x, double *y, double *corners_x, double *corners_y, int n,
                             int corners) {
  int count = 0;
  for (int i = 0; i < n; i++) {
    int is_inside = 0;
    for (int a = 0, b = corners - 1; a < corners; b = a++) {
      if ((corners_y[a] > y[i]) != (corners_y[b] > y[i]) &&
          x[i] < (corners_x[b] - corners_x[a]) * (y[i] - corners_y[a]) / (corners_y[b] - corners_y[a]) + corners_x[a]) {
        is_inside = !is_inside;
      }
    }
    inside[i] = is_inside;
    if (is_inside) count++;
  }
  return count;
}
