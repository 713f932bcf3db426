from numba import njit

SHAPES = {"path": ("n", "n")}


@njit(cache=True)
def kernel(n, path):
    for k in range(n):
        for i in range(n):
            for j in range(n):
                path[i, j] = path[i, j] if path[i, j] < path[i, k] + path[k, j] else path[i, k] + path[k, j]
