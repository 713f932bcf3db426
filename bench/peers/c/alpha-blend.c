#include "kernel.h"

/* All quotients are of integers, and 255 is odd: adding half of it rounds as the clamped store of a fraction does. */
EXPORT void alpha_blend(unsigned char *target, unsigned char *source, int length) {
  for (int i = 0; i < length; i += 4) {
    int a = source[i + 3];
    for (int c = 0; c < 3; c++) {
      target[i + c] = (source[i + c] * a + target[i + c] * (255 - a) + 127) / 255;
    }
    target[i + 3] = a + (target[i + 3] * (255 - a) + 127) / 255;
  }
}
