import math

import numpy as np
from numba import njit

SHAPES = {"img_in": ("w", "h"), "img_out": ("w", "h"), "y1": ("w", "h"), "y2": ("w", "h")}


@njit(cache=True)
def kernel(w, h, alpha, img_in, img_out, y1, y2):
    one = np.float32(1.0)
    zero = np.float32(0.0)
    f = np.float32(math.exp(-alpha))
    f2 = np.float32(math.exp(-2.0 * alpha))
    k = (one - f) * (one - f) / (one + np.float32(2.0 * alpha) * f - np.float32(math.exp(2.0 * alpha)))
    a1 = k
    a5 = k
    a2 = k * f * np.float32(alpha - 1.0)
    a6 = a2
    a3 = k * f * np.float32(alpha + 1.0)
    a7 = a3
    a4 = -k * f2
    a8 = a4
    b1 = np.float32(2.0 ** (-alpha))
    b2 = -f2
    for i in range(w):
        ym1 = zero
        ym2 = zero
        xm1 = zero
        for j in range(h):
            y1[i, j] = a1 * img_in[i, j] + a2 * xm1 + b1 * ym1 + b2 * ym2
            xm1 = img_in[i, j]
            ym2 = ym1
            ym1 = y1[i, j]
    for i in range(w):
        yp1 = zero
        yp2 = zero
        xp1 = zero
        xp2 = zero
        for j in range(h - 1, -1, -1):
            y2[i, j] = a3 * xp1 + a4 * xp2 + b1 * yp1 + b2 * yp2
            xp2 = xp1
            xp1 = img_in[i, j]
            yp2 = yp1
            yp1 = y2[i, j]
    for i in range(w):
        for j in range(h):
            img_out[i, j] = y1[i, j] + y2[i, j]
    for j in range(h):
        tm1 = zero
        ym1 = zero
        ym2 = zero
        for i in range(w):
            y1[i, j] = a5 * img_out[i, j] + a6 * tm1 + b1 * ym1 + b2 * ym2
            tm1 = img_out[i, j]
            ym2 = ym1
            ym1 = y1[i, j]
    for j in range(h):
        tp1 = zero
        tp2 = zero
        yp1 = zero
        yp2 = zero
        for i in range(w - 1, -1, -1):
            y2[i, j] = a7 * tp1 + a8 * tp2 + b1 * yp1 + b2 * yp2
            tp2 = tp1
            tp1 = img_out[i, j]
            yp2 = yp1
            yp1 = y2[i, j]
    for i in range(w):
        for j in range(h):
            img_out[i, j] = y1[i, j] + y2[i, j]
