from numba import njit


@njit(cache=True)
def kernel(out, packed):
    to = 0
    at = 0
    while at < packed.size:
        header = packed[at]
        at += 1
        if header < 128:
            for _ in range(header + 1):
                out[to] = packed[at]
                to += 1
                at += 1
        elif header > 128:
            value = packed[at]
            at += 1
            for _ in range(257 - header):
                out[to] = value
                to += 1
    return to
