/**
 * The computations of the service, as plain functions over typed arrays. Nothing in here knows of tightloop or of the web:
 * `modes.ts` compiles them as they are, and `/kernel.js` hands one of them to the browser.
 *
 * Arrays may be longer than the problem, so that a service can keep them from one request to the next.
 */

/** Escape times of the points of a picture: `out[p]` counts the steps that point `p` takes to leave, at most `limit`. */
export function mandelbrot(
  out: Uint16Array,
  width: number,
  height: number,
  limit: number,
  left: number,
  top: number,
  step: number,
): void {
  for (let py = 0; py < height; py++) {
    for (let px = 0; px < width; px++) {
      const cx = left + px * step
      const cy = top - py * step
      let x = 0
      let y = 0
      let i = 0
      while (x * x + y * y <= 4 && i < limit) {
        const t = x * x - y * y + cx
        y = 2 * x * y + cy
        x = t
        i++
      }
      out[py * width + px] = i
    }
  }
}

/** `c = a b`, all of them row by row: `a` has `rows` x `inner` elements, `b` has `inner` x `columns`. */
export function matmul(
  c: Float64Array,
  a: Float64Array,
  b: Float64Array,
  rows: number,
  inner: number,
  columns: number,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0
      for (let k = 0; k < inner; k++) sum += a[i * inner + k] * b[k * columns + j]
      c[i * columns + j] = sum
    }
  }
}

/** Gravity between all pairs of `n` bodies, softened: per step a kick by the accelerations, then a drift. */
export function nbody(
  x: Float64Array,
  y: Float64Array,
  z: Float64Array,
  vx: Float64Array,
  vy: Float64Array,
  vz: Float64Array,
  mass: Float64Array,
  n: number,
  steps: number,
  dt: number,
): void {
  for (let step = 0; step < steps; step++) {
    for (let i = 0; i < n; i++) {
      let ax = 0
      let ay = 0
      let az = 0
      for (let j = 0; j < n; j++) {
        const dx = x[j] - x[i]
        const dy = y[j] - y[i]
        const dz = z[j] - z[i]
        const d2 = dx * dx + dy * dy + dz * dz + 0.01
        const force = mass[j] / (d2 * Math.sqrt(d2))
        ax += force * dx
        ay += force * dy
        az += force * dz
      }
      vx[i] += ax * dt
      vy[i] += ay * dt
      vz[i] += az * dt
    }
    for (let i = 0; i < n; i++) {
      x[i] += vx[i] * dt
      y[i] += vy[i] * dt
      z[i] += vz[i] * dt
    }
  }
}

/** Convolution of a grey image with 5 x 5 weights. The border of two pixels, which has no full neighbourhood, keeps its values. */
export function convolve(
  out: Float64Array,
  image: Float64Array,
  weights: Float64Array,
  width: number,
  height: number,
): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) out[y * width + x] = image[y * width + x]
  }
  for (let y = 2; y < height - 2; y++) {
    for (let x = 2; x < width - 2; x++) {
      let sum = 0
      for (let ky = 0; ky < 5; ky++) {
        for (let kx = 0; kx < 5; kx++) sum += image[(y + ky - 2) * width + (x + kx - 2)] * weights[ky * 5 + kx]
      }
      out[y * width + x] = sum
    }
  }
}
