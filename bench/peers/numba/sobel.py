import math

import numpy as np
from numba import njit

SHAPES = {"out": ("h", "w"), "image": ("h", "w")}


@njit(cache=True)
def kernel(out, image, w, h):
    for y in range(1, h - 1):
        for x in range(1, w - 1):
            nw = np.int32(image[y - 1, x - 1])
            n = np.int32(image[y - 1, x])
            ne = np.int32(image[y - 1, x + 1])
            sw = np.int32(image[y + 1, x - 1])
            s = np.int32(image[y + 1, x])
            se = np.int32(image[y + 1, x + 1])
            gx = ne + 2 * np.int32(image[y, x + 1]) + se - nw - 2 * np.int32(image[y, x - 1]) - sw
            gy = sw + 2 * s + se - nw - 2 * n - ne
            magnitude = math.sqrt(gx * gx + gy * gy)
            out[y, x] = 255 if magnitude > 255 else int(magnitude)
