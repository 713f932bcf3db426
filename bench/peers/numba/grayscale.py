from numba import njit


@njit(cache=True)
def kernel(out, pixels):
    for i in range(0, pixels.size, 4):
        luma = round(0.299 * pixels[i] + 0.587 * pixels[i + 1] + 0.114 * pixels[i + 2])
        out[i] = luma
        out[i + 1] = luma
        out[i + 2] = luma
        out[i + 3] = pixels[i + 3]
