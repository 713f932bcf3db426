import numpy as np
from numba import njit

SHAPES = {"grid": ("n", "n"), "new": ("n", "n")}


@njit(cache=True)
def kernel(grid, new, n, tolerance, max_iterations):
    error = np.inf
    iterations = 0
    while error > tolerance and iterations < max_iterations:
        error = 0.0
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                new[i, j] = 0.25 * (grid[i, j - 1] + grid[i, j + 1] + grid[i - 1, j] + grid[i + 1, j])
                error = max(error, abs(new[i, j] - grid[i, j]))
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                grid[i, j] = new[i, j]
        iterations += 1
    return iterations
