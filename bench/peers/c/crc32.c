#include "kernel.h"

EXPORT double crc32(unsigned char *bytes, unsigned *table, int length) {
  unsigned crc = 0xffffffff;
  for (int i = 0; i < length; i++) crc = table[(crc ^ bytes[i]) & 0xff] ^ (crc >> 8);
  return crc ^ 0xffffffff;
}
