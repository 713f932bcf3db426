from numba import njit

SHAPES = {"weights": (-1, "x")}


@njit(cache=True)
def kernel(out, weights, x, bias):
    for i in range(out.size):
        total = bias[i]
        for j in range(x.size):
            total += weights[i, j] * x[j]
        out[i] = total if total > 0 else 0
