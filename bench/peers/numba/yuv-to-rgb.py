import numpy as np
from numba import njit


@njit(cache=True)
def clamp(value):
    return np.uint8(min(255, max(0, round(value))))


@njit(cache=True)
def kernel(out, luma, blue, red, w, h):
    half = (w + 1) // 2
    for row in range(h):
        for column in range(w):
            y = np.int64(luma[row * w + column])
            at = (row >> 1) * half + (column >> 1)
            u = np.int64(blue[at]) - 128
            v = np.int64(red[at]) - 128
            o = 4 * (row * w + column)
            out[o] = clamp(y + 1.402 * v)
            out[o + 1] = clamp(y - 0.344136 * u - 0.714136 * v)
            out[o + 2] = clamp(y + 1.772 * u)
            out[o + 3] = 255
