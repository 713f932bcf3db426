from numba import njit


@njit(cache=True)
def kernel(y, x, a):
    for i in range(y.size):
        y[i] += a * x[i]
