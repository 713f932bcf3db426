from numba import njit

SHAPES = {"positions": ("sensors", "steps"), "measured": ("sensors", "steps")}


@njit(cache=True)
def kernel(positions, measured, sensors, steps, dt, process_noise, measurement_noise):
    for s in range(sensors):
        position = measured[s, 0]
        speed = 0.0
        p00, p01, p10, p11 = 1.0, 0.0, 0.0, 1.0
        for i in range(steps):
            position += speed * dt
            p00 += dt * (p10 + p01 + dt * p11) + (process_noise * dt * dt * dt) / 3
            p01 += dt * p11 + (process_noise * dt * dt) / 2
            p10 += dt * p11 + (process_noise * dt * dt) / 2
            p11 += process_noise * dt
            error = measured[s, i] - position
            variance = p00 + measurement_noise
            k0 = p00 / variance
            k1 = p10 / variance
            position += k0 * error
            speed += k1 * error
            old00, old01 = p00, p01
            p00 -= k0 * old00
            p01 -= k0 * old01
            p10 -= k1 * old00
            p11 -= k1 * old01
            positions[s, i] = position
