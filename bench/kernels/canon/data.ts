/** Deterministic input data for the kernels: the same numbers in every engine and at every run. */

/** A generator of numbers in [0, 1), multiples of 2^-24: exact in float32 as well. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 8) / 0x1000000
  }
}

/** Fills a number array from a function of the index, and returns it. */
export function fillWith<T extends { length: number; [index: number]: number }>(
  array: T,
  value: (i: number) => number,
): T {
  for (let i = 0; i < array.length; i++) array[i] = value(i)
  return array
}

/** A photo-like byte image: smooth shading, a few hard edges and some noise. `channels` values a pixel, alpha (the fourth) varies too. */
export function paintImage<T extends { length: number; [index: number]: number }>(
  image: T,
  w: number,
  channels: number,
): T {
  const random = randomNumbers(42)
  return fillWith(image, (i) => {
    const c = i % channels
    const x = Math.floor(i / channels) % w
    const y = Math.floor(i / channels / w)
    const shade = 110 + 60 * Math.sin(x / 37 + c) + 50 * Math.cos(y / 23 - c)
    const edge = (x >> 5) % 3 === 0 && (y >> 5) % 2 === 0 ? 60 : 0
    return Math.min(255, Math.max(0, Math.floor(shade + edge + 16 * (random() - 0.5))))
  })
}
