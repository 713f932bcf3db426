import math

from numba import njit


@njit(cache=True)
def kernel(votes, edges, w, h, cosines, sines, reach):
    distances = 2 * reach + 1
    votes[:] = 0
    for y in range(h):
        for x in range(w):
            if edges[y * w + x] == 0:
                continue
            for t in range(cosines.size):
                rho = int(math.floor(x * cosines[t] + y * sines[t] + 0.5)) + reach
                votes[t * distances + rho] += 1
    most = 0
    for i in range(votes.size):
        most = max(most, votes[i])
    return most
