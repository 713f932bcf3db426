from numba import njit

SHAPES = {"out": ("height", "width")}


@njit(cache=True)
def kernel(out, width, height, max_iterations):
    for py in range(height):
        for px in range(width):
            cx = px / width * 3.5 - 2.5
            cy = py / height * 2.0 - 1.0
            x = 0.0
            y = 0.0
            i = 0
            while x * x + y * y <= 4.0 and i < max_iterations:
                x, y = x * x - y * y + cx, 2.0 * x * y + cy
                i += 1
            out[py, px] = i
