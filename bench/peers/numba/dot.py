from numba import njit


@njit(cache=True)
def kernel(a, b):
    total = 0.0
    for i in range(a.size):
        total += a[i] * b[i]
    return total
