/** Colours of escape times, for the server's picture and for the page's own. */

/** 256 RGB triples. Entry 0 is for points that never leave. */
export const palette = Uint8Array.from({ length: 3 * 256 }, (_, i) => {
  const [index, channel] = [Math.floor(i / 3), i % 3]
  if (index === 0) return [12, 14, 30][channel]
  const phase = [0.62, 0.5, 0.36][channel]
  return 255 * (0.5 - 0.5 * Math.cos(2 * Math.PI * (Math.sqrt(index / 255) * 1.5 + phase)))
})

/** The entry of each point; beyond 255 steps the colours come round again. */
export function colourIndices(counts: Uint16Array, limit: number): Uint8Array {
  const indices = new Uint8Array(counts.length)
  for (let i = 0; i < counts.length; i++) indices[i] = counts[i] >= limit ? 0 : 1 + (counts[i] % 255)
  return indices
}
