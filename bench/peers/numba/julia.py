import math

from numba import njit

SHAPES = {"out": ("n", "n")}


@njit(cache=True)
def kernel(out, n, cre, cim):
    scale = 3.0 / n
    for y in range(n):
        for x in range(n):
            re = x * scale - 1.5
            im = y * scale - 1.5
            value = 0.0
            for i in range(100):
                re2 = re * re
                im2 = im * im
                if re2 + im2 > 16.0:
                    value = i + 1.0 - math.log(math.log(re2 + im2) / 2.0) / 0.6931471805599453
                    break
                im = 2.0 * re * im + cim
                re = re2 - im2 + cre
            out[y, x] = value
