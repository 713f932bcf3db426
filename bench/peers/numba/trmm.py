from numba import njit

SHAPES = {"A": ("m", "m"), "B": ("m", "n")}


@njit(cache=True)
def kernel(m, n, alpha, A, B):
    for i in range(m):
        for j in range(n):
            for k in range(i + 1, m):
                B[i, j] += A[k, i] * B[k, j]
            B[i, j] = alpha * B[i, j]
