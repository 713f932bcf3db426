import math

from numba import njit

SHAPES = {"out": ("h", "w")}


@njit(cache=True)
def scene_distance(x, y, z):
    ball = math.sqrt(x * x + y * y + z * z) - 1.0
    gx = x - 1.2 * math.floor(x / 1.2 + 0.5)
    gz = z - 1.2 * math.floor(z / 1.2 + 0.5)
    gy = y + 0.8
    pearls = math.sqrt(gx * gx + gy * gy + gz * gz) - 0.2
    return min(ball, pearls, y + 1.0)


@njit(cache=True)
def kernel(out, w, h):
    for py in range(h):
        for px in range(w):
            u = (2 * px - w) / h
            v = (h - 2 * py) / h
            norm = 1.0 / math.sqrt(u * u + v * v + 2.25)
            dx = u * norm
            dy = v * norm
            dz = 1.5 * norm
            t = 0.0
            hit = False
            while t < 20.0:
                d = scene_distance(dx * t, dy * t + 0.3, dz * t - 3.0)
                if d < 0.001 * t:
                    hit = True
                    break
                t += d
            if not hit:
                out[py, px] = 0.0
                continue
            x = dx * t
            y = dy * t + 0.3
            z = dz * t - 3.0
            e = 0.0005
            nx = scene_distance(x + e, y, z) - scene_distance(x - e, y, z)
            ny = scene_distance(x, y + e, z) - scene_distance(x, y - e, z)
            nz = scene_distance(x, y, z + e) - scene_distance(x, y, z - e)
            light = (0.5 * nx + 0.8 * ny - 0.33 * nz) / math.sqrt(nx * nx + ny * ny + nz * nz)
            out[py, px] = max(0.05, light)
