from numba import njit

SHAPES = {"previous": ("h", "w"), "current": ("h", "w"), "new": ("h", "w")}


@njit(cache=True)
def kernel(previous, current, new, w, h, steps):
    c2 = 0.25
    damping = 0.999
    for step in range(steps):
        for y in range(1, h - 1):
            for x in range(1, w - 1):
                laplacian = (
                    current[y, x - 1] + current[y, x + 1] + current[y - 1, x] + current[y + 1, x] - 4.0 * current[y, x]
                )
                new[y, x] = damping * (2.0 * current[y, x] - previous[y, x] + c2 * laplacian)
        previous, current, new = current, new, previous
