from numba import njit

SHAPES = {"C": ("m", "n"), "A": ("m", "m"), "B": ("m", "n")}


@njit(cache=True)
def kernel(m, n, alpha, beta, C, A, B):
    for i in range(m):
        for j in range(n):
            temp2 = 0.0
            for k in range(i):
                C[k, j] += alpha * B[i, j] * A[i, k]
                temp2 += B[k, j] * A[i, k]
            C[i, j] = beta * C[i, j] + alpha * B[i, j] * A[i, i] + alpha * temp2
