from numba import njit

SHAPES = {"C": ("ni", "nj"), "A": ("ni", "nk"), "B": ("nk", "nj")}


@njit(cache=True)
def kernel(ni, nj, nk, alpha, beta, C, A, B):
    for i in range(ni):
        for j in range(nj):
            C[i, j] *= beta
        for k in range(nk):
            for j in range(nj):
                C[i, j] += alpha * A[i, k] * B[k, j]
