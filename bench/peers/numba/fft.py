import math

from numba import njit


@njit(cache=True)
def kernel(re, im):
    n = re.size
    j = 0
    for i in range(1, n):
        bit = n >> 1
        while j & bit:
            j ^= bit
            bit >>= 1
        j ^= bit
        if i < j:
            re[i], re[j] = re[j], re[i]
            im[i], im[j] = im[j], im[i]
    size = 2
    while size <= n:
        half = size // 2
        angle = -2.0 * math.pi / size
        step_re = math.cos(angle)
        step_im = math.sin(angle)
        for start in range(0, n, size):
            wr = 1.0
            wi = 0.0
            for k in range(half):
                a = start + k
                b = a + half
                tr = re[b] * wr - im[b] * wi
                ti = re[b] * wi + im[b] * wr
                re[b] = re[a] - tr
                im[b] = im[a] - ti
                re[a] += tr
                im[a] += ti
                wr, wi = wr * step_re - wi * step_im, wr * step_im + wi * step_re
        size *= 2
