from numba import njit


@njit(cache=True)
def kernel(a):
    total = 0.0
    for i in range(a.size):
        total += a[i]
    return total
