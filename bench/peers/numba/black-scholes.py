import math

from numba import njit


@njit(cache=True)
def cnd(d):
    k = 1.0 / (1.0 + 0.2316419 * abs(d))
    poly = k * (0.31938153 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))))
    value = 0.3989422804014327 * math.exp(-0.5 * d * d) * poly
    return 1.0 - value if d > 0 else value


@njit(cache=True)
def kernel(call, put, spot, strike, years, rate, volatility):
    for i in range(spot.size):
        s = spot[i]
        k = strike[i]
        t = years[i]
        sqrt_t = math.sqrt(t)
        d1 = (math.log(s / k) + (rate + 0.5 * volatility * volatility) * t) / (volatility * sqrt_t)
        d2 = d1 - volatility * sqrt_t
        discounted = k * math.exp(-rate * t)
        call[i] = s * cnd(d1) - discounted * cnd(d2)
        put[i] = discounted * cnd(-d2) - s * cnd(-d1)
