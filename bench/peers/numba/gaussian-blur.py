import math

from numba import njit

SHAPES = {"out": ("h", "w"), "image": ("h", "w"), "rows": ("h", "w")}


@njit(cache=True)
def kernel(out, image, rows, weights, w, h):
    radius = (weights.size - 1) // 2
    for y in range(h):
        for x in range(w):
            total = 0.0
            for k in range(-radius, radius + 1):
                total += image[y, min(max(x + k, 0), w - 1)] * weights[k + radius]
            rows[y, x] = total
    for y in range(h):
        for x in range(w):
            total = 0.0
            for k in range(-radius, radius + 1):
                total += rows[min(max(y + k, 0), h - 1), x] * weights[k + radius]
            out[y, x] = math.floor(total + 0.5)
