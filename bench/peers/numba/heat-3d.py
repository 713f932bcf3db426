from numba import njit

SHAPES = {"A": ("n", "n", "n"), "B": ("n", "n", "n")}


@njit(cache=True)
def step(n, old, new):
    for i in range(1, n - 1):
        for j in range(1, n - 1):
            for k in range(1, n - 1):
                new[i, j, k] = (
                    0.125 * (old[i + 1, j, k] - 2.0 * old[i, j, k] + old[i - 1, j, k])
                    + 0.125 * (old[i, j + 1, k] - 2.0 * old[i, j, k] + old[i, j - 1, k])
                    + 0.125 * (old[i, j, k + 1] - 2.0 * old[i, j, k] + old[i, j, k - 1])
                    + old[i, j, k]
                )


@njit(cache=True)
def kernel(tsteps, n, A, B):
    for t in range(tsteps):
        step(n, A, B)
        step(n, B, A)
