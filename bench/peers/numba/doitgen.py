from numba import njit

SHAPES = {"A": ("nr", "nq", "np"), "C4": ("np", "np")}


@njit(cache=True)
def kernel(nr, nq, np, A, C4, total):
    for r in range(nr):
        for q in range(nq):
            for p in range(np):
                total[p] = 0.0
                for s in range(np):
                    total[p] += A[r, q, s] * C4[s, p]
            for p in range(np):
                A[r, q, p] = total[p]
