import math

from numba import njit


@njit(cache=True)
def kernel(x, y, z, vx, vy, vz, mass, steps, dt):
    n = x.size
    for step in range(steps):
        for i in range(n):
            ax = 0.0
            ay = 0.0
            az = 0.0
            for j in range(n):
                dx = x[j] - x[i]
                dy = y[j] - y[i]
                dz = z[j] - z[i]
                d2 = dx * dx + dy * dy + dz * dz + 0.01
                f = mass[j] / (d2 * math.sqrt(d2))
                ax += f * dx
                ay += f * dy
                az += f * dz
            vx[i] += ax * dt
            vy[i] += ay * dt
            vz[i] += az * dt
        for i in range(n):
            x[i] += vx[i] * dt
            y[i] += vy[i] * dt
            z[i] += vz[i] * dt
