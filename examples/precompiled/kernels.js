/** Kernels for `tightloop build`: ordinary functions. Their types come from JSDoc, or from the export `signatures`. */

const MAXIMUM_STEPS = 200

/**
 * How often z = z² + c stays near zero.
 *
 * @param {number} x
 * @param {number} y
 */
export function escapeTime(x, y) {
  let re = 0
  let im = 0
  let steps = 0
  while (re * re + im * im <= 4 && steps < MAXIMUM_STEPS) {
    const next = re * re - im * im + x
    im = 2 * re * im + y
    re = next
    steps++
  }
  return steps
}

/**
 * The Mandelbrot set, as steps per point.
 *
 * @param {Uint8Array} out
 * @param {number} width
 * @param {number} height
 * @param {number} left
 * @param {number} top
 * @param {number} scale
 */
export function mandelbrot(out, width, height, left, top, scale) {
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      out[row * width + column] = escapeTime(left + column * scale, top + row * scale)
    }
  }
}

export function dot(a, b) {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

/** Several signatures for one function; those of the others come from their JSDoc types. */
export const signatures = {
  dot: ['(f64[], f64[]) -> f64', '(f32[], f32[])'],
}

/** What `tightloop run` and `tightloop bench` call them with. */
export const args = {
  dot: () => [new Float64Array(1000).fill(0.5), new Float64Array(1000).fill(2)],
  mandelbrot: () => [new Uint8Array(100 * 80), 100, 80, -2.2, -1.2, 0.03],
}
