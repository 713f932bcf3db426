from numba import njit

SHAPES = {
    "E": ("ni", "nj"),
    "A": ("ni", "nk"),
    "B": ("nk", "nj"),
    "F": ("nj", "nl"),
    "C": ("nj", "nm"),
    "D": ("nm", "nl"),
    "G": ("ni", "nl"),
}


@njit(cache=True)
def kernel(ni, nj, nk, nl, nm, E, A, B, F, C, D, G):
    for i in range(ni):
        for j in range(nj):
            E[i, j] = 0.0
            for k in range(nk):
                E[i, j] += A[i, k] * B[k, j]
    for i in range(nj):
        for j in range(nl):
            F[i, j] = 0.0
            for k in range(nm):
                F[i, j] += C[i, k] * D[k, j]
    for i in range(ni):
        for j in range(nl):
            G[i, j] = 0.0
            for k in range(nj):
                G[i, j] += E[i, k] * F[k, j]
