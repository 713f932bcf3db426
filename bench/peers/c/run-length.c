#include "kernel.h"

EXPORT int unpack_bits(unsigned char *out, unsigned char *packed, int length) {
  int to = 0;
  int from = 0;
  while (from < length) {
    int header = packed[from++];
    if (header < 128) {
      for (int i = 0; i <= header; i++) out[to++] = packed[from++];
    } else if (header > 128) {
      unsigned char value = packed[from++];
      for (int i = 0; i < 257 - header; i++) out[to++] = value;
    }
  }
  return to;
}
