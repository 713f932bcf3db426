from numba import njit

SHAPES = {"C": ("n", "n"), "A": ("n", "m"), "B": ("n", "m")}


@njit(cache=True)
def kernel(n, m, alpha, beta, C, A, B):
    for i in range(n):
        for j in range(i + 1):
            C[i, j] *= beta
        for k in range(m):
            for j in range(i + 1):
                C[i, j] += A[j, k] * alpha * B[i, k] + B[j, k] * alpha * A[i, k]
