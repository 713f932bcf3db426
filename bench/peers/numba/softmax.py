import math

from numba import njit

SHAPES = {"out": ("rows", "columns"), "logits": ("rows", "columns")}


@njit(cache=True)
def kernel(out, logits, rows, columns):
    for i in range(rows):
        largest = logits[i, 0]
        for j in range(1, columns):
            largest = max(largest, logits[i, j])
        total = 0.0
        for j in range(columns):
            out[i, j] = math.exp(logits[i, j] - largest)
            total += out[i, j]
        for j in range(columns):
            out[i, j] /= total
