from numba import njit


@njit(cache=True)
def kernel(out, input, coefficients):
    for i in range(input.size):
        out[i] = input[i]
    for s in range(0, coefficients.size, 5):
        b0 = coefficients[s]
        b1 = coefficients[s + 1]
        b2 = coefficients[s + 2]
        a1 = coefficients[s + 3]
        a2 = coefficients[s + 4]
        z1 = 0.0
        z2 = 0.0
        for i in range(out.size):
            x = out[i]
            y = b0 * x + z1
            z1 = b1 * x - a1 * y + z2
            z2 = b2 * x - a2 * y
            out[i] = y
