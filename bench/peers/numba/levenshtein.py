import numpy as np
from numba import njit


@njit(cache=True)
def kernel(a, b):
    if a.size == 0:
        return b.size
    if b.size == 0:
        return a.size
    previous = np.arange(b.size + 1)
    current = np.zeros(b.size + 1, previous.dtype)
    for i in range(1, a.size + 1):
        current[0] = i
        for j in range(1, b.size + 1):
            cost = 0 if a[i - 1] == b[j - 1] else 1
            current[j] = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + cost)
        previous, current = current, previous
    return previous[b.size]
