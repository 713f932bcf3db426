from numba import njit


@njit(cache=True)
def kernel(is_prime):
    n = is_prime.size
    is_prime[:] = 1
    is_prime[0] = 0
    is_prime[1] = 0
    i = 2
    while i * i < n:
        if is_prime[i]:
            for j in range(i * i, n, i):
                is_prime[j] = 0
        i += 1
    count = 0
    for i in range(n):
        if is_prime[i]:
            count += 1
    return count
