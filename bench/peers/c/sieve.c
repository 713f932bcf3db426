#include "kernel.h"

EXPORT int sieve(unsigned char *is_prime, int n) {
  for (int i = 0; i < n; i++) is_prime[i] = 1;
  is_prime[0] = is_prime[1] = 0;
  for (int i = 2; i * i < n; i++) {
    if (is_prime[i]) {
      for (int j = i * i; j < n; j += i) is_prime[j] = 0;
    }
  }
  int count = 0;
  for (int i = 0; i < n; i++) {
    if (is_prime[i]) count++;
  }
  return count;
}
