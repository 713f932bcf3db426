from numba import njit

SHAPES = {"c": ("n", "n"), "a": ("n", "n"), "b": ("n", "n")}


@njit(cache=True)
def kernel(c, a, b, n):
    for i in range(n):
        for j in range(n):
            total = 0.0
            for k in range(n):
                total += a[i, k] * b[k, j]
            c[i, j] = total
