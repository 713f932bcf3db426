/**
 * Three image filters, as plain functions over RGBA bytes. Nothing in here knows of tightloop: `image.ts` compiles them as they are.
 */

/** Separable Gaussian blur: a horizontal pass into floats, a vertical pass back to bytes. Edges repeat. `weights` has an odd length. */
export function blur(
  out: Uint8ClampedArray,
  image: Uint8ClampedArray,
  rows: Float32Array,
  weights: Float64Array,
  width: number,
  height: number,
): void {
  const radius = (weights.length - 1) / 2
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 4; c++) {
        let sum = 0
        for (let k = -radius; k <= radius; k++) {
          const sx = Math.min(Math.max(x + k, 0), width - 1)
          sum += image[(y * width + sx) * 4 + c] * weights[k + radius]
        }
        rows[(y * width + x) * 4 + c] = sum
      }
    }
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 4; c++) {
        let sum = 0
        for (let k = -radius; k <= radius; k++) {
          const sy = Math.min(Math.max(y + k, 0), height - 1)
          sum += rows[(sy * width + x) * 4 + c] * weights[k + radius]
        }
        out[(y * width + x) * 4 + c] = sum
      }
    }
  }
}

/** Weights of a Gaussian of the given standard deviation in pixels, cut off at three times that. They add up to 1. */
export function gaussian(sigma: number): Float64Array {
  const radius = Math.ceil(3 * sigma)
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  )
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

/** Sobel edge strength of the brightness, white on black; the outermost pixels stay black. `grey` is scratch, one float a pixel. */
export function sobel(
  out: Uint8ClampedArray,
  image: Uint8ClampedArray,
  grey: Float32Array,
  width: number,
  height: number,
): void {
  for (let i = 0; i < width * height; i++) {
    grey[i] = 0.2126 * image[4 * i] + 0.7152 * image[4 * i + 1] + 0.0722 * image[4 * i + 2]
    out[4 * i] = out[4 * i + 1] = out[4 * i + 2] = 0
    out[4 * i + 3] = 255
  }
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x
      const nw = grey[i - width - 1]
      const n = grey[i - width]
      const ne = grey[i - width + 1]
      const sw = grey[i + width - 1]
      const s = grey[i + width]
      const se = grey[i + width + 1]
      const gx = ne + 2 * grey[i + 1] + se - nw - 2 * grey[i - 1] - sw
      const gy = sw + 2 * s + se - nw - 2 * n - ne
      const strength = Math.sqrt(gx * gx + gy * gy)
      out[4 * i] = strength
      out[4 * i + 1] = strength
      out[4 * i + 2] = strength
    }
  }
}

/** Bilinear scaling to `outWidth` x `outHeight`, pixel centres aligned, edges repeated. */
export function resize(
  out: Uint8ClampedArray,
  outWidth: number,
  outHeight: number,
  image: Uint8ClampedArray,
  width: number,
  height: number,
): void {
  for (let y = 0; y < outHeight; y++) {
    const sy = Math.min(Math.max(((y + 0.5) * height) / outHeight - 0.5, 0), height - 1)
    const y0 = Math.floor(sy)
    const y1 = Math.min(y0 + 1, height - 1)
    const fy = sy - y0
    for (let x = 0; x < outWidth; x++) {
      const sx = Math.min(Math.max(((x + 0.5) * width) / outWidth - 0.5, 0), width - 1)
      const x0 = Math.floor(sx)
      const x1 = Math.min(x0 + 1, width - 1)
      const fx = sx - x0
      for (let c = 0; c < 4; c++) {
        const top = image[(y0 * width + x0) * 4 + c] * (1 - fx) + image[(y0 * width + x1) * 4 + c] * fx
        const bottom = image[(y1 * width + x0) * 4 + c] * (1 - fx) + image[(y1 * width + x1) * 4 + c] * fx
        out[(y * outWidth + x) * 4 + c] = top * (1 - fy) + bottom * fy
      }
    }
  }
}
