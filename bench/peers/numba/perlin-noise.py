import math

from numba import njit

SHAPES = {"out": ("h", "w")}


@njit(cache=True)
def fade(t):
    return t * t * t * (t * (t * 6 - 15) + 10)


@njit(cache=True)
def lerp(t, a, b):
    return a + t * (b - a)


@njit(cache=True)
def gradient(number, x, y):
    u = x if number & 1 == 0 else -x
    v = y if number & 2 == 0 else -y
    return u + v


@njit(cache=True)
def kernel(out, p, w, h, scale, octaves):
    for py in range(h):
        for px in range(w):
            total = 0.0
            frequency = scale
            amplitude = 1.0
            for _ in range(octaves):
                x = px * frequency
                y = py * frequency
                xi = int(math.floor(x)) & 255
                yi = int(math.floor(y)) & 255
                xf = x - math.floor(x)
                yf = y - math.floor(y)
                u = fade(xf)
                v = fade(yf)
                a = p[xi] + yi
                b = p[xi + 1] + yi
                top = lerp(u, gradient(p[a], xf, yf), gradient(p[b], xf - 1, yf))
                bottom = lerp(u, gradient(p[a + 1], xf, yf - 1), gradient(p[b + 1], xf - 1, yf - 1))
                total += amplitude * lerp(v, top, bottom)
                frequency *= 2
                amplitude *= 0.5
            out[py, px] = total
