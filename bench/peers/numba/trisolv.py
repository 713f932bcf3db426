from numba import njit

SHAPES = {"L": ("n", "n")}


@njit(cache=True)
def kernel(n, L, x, b):
    for i in range(n):
        x[i] = b[i]
        for j in range(i):
            x[i] -= L[i, j] * x[j]
        x[i] = x[i] / L[i, i]
