from numba import njit

SHAPES = {"tmp": ("ni", "nj"), "A": ("ni", "nk"), "B": ("nk", "nj"), "C": ("nj", "nl"), "D": ("ni", "nl")}


@njit(cache=True)
def kernel(ni, nj, nk, nl, alpha, beta, tmp, A, B, C, D):
    for i in range(ni):
        for j in range(nj):
            tmp[i, j] = 0.0
            for k in range(nk):
                tmp[i, j] += alpha * A[i, k] * B[k, j]
    for i in range(ni):
        for j in range(nl):
            D[i, j] *= beta
            for k in range(nj):
                D[i, j] += tmp[i, k] * C[k, j]
