import numpy as np
from numba import njit

SHAPES = {"out": ("h", "w"), "image": ("h", "w")}


@njit(cache=True)
def kernel(out, image, w, h, r):
    for y in range(h):
        top = max(0, y - r)
        bottom = min(h - 1, y + r)
        for x in range(w):
            left = max(0, x - r)
            right = min(w - 1, x + r)
            brightest = np.uint8(0)
            for v in range(top, bottom + 1):
                for u in range(left, right + 1):
                    if image[v, u] > brightest:
                        brightest = image[v, u]
            out[y, x] = brightest
