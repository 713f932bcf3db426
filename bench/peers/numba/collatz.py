from numba import njit


@njit(cache=True)
def kernel(limit):
    best = 1
    best_steps = 0
    for start in range(1, limit):
        n = start
        steps = 0
        while n != 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            steps += 1
        if steps > best_steps:
            best_steps = steps
            best = start
    return best
