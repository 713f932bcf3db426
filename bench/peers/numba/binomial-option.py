import math

import numpy as np
from numba import njit


@njit(cache=True)
def kernel(prices, strikes, spot, rate, volatility, years, steps):
    dt = years / steps
    up = math.exp(volatility * math.sqrt(dt))
    discount = math.exp(-rate * dt)
    p = (math.exp(rate * dt) - 1 / up) / (up - 1 / up)
    spots = np.empty(2 * steps + 1)
    for k in range(2 * steps + 1):
        spots[k] = spot * up ** float(k - steps)
    values = np.empty(steps + 1)
    for s in range(strikes.size):
        strike = strikes[s]
        for j in range(steps + 1):
            values[j] = max(0.0, strike - spots[2 * j])
        for i in range(steps - 1, -1, -1):
            for j in range(i + 1):
                hold = discount * (p * values[j + 1] + (1 - p) * values[j])
                values[j] = max(hold, strike - spots[steps + 2 * j - i])
        prices[s] = values[0]
