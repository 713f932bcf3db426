/** Points at which approximations are measured: for each function all over its domain, and more where it is used or reduced. */

/** Uniform in [0, 1): xorshift of 32 bits, twice (Marsaglia 2003). The same points each time. */
function generator(): () => number {
  let state = 0x2545f491
  const bits = (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
  return () => ((bits() >>> 5) * 2 ** 26 + (bits() >>> 6)) / 2 ** 53
}

type Sample = (random: () => number) => number

const between =
  (low: number, high: number): Sample =>
  (random) =>
    low + (high - low) * random()
/** Either sign, magnitudes between two powers of 2, each power as likely. */
const magnitudes =
  (low: number, high: number): Sample =>
  (random) =>
    (random() < 0.5 ? -1 : 1) * 2 ** between(low, high)(random)
const positive =
  (sample: Sample): Sample =>
  (random) =>
    Math.abs(sample(random))
/** Next to multiples of pi/2, within 2^-52 of the argument to 2^-20. */
const nearZeros: Sample = (random) => {
  const multiple = Math.floor(random() * 2 ** between(1, 20)(random)) * (Math.PI / 2)
  return multiple * (1 + magnitudes(-54, -20)(random))
}

/** Each is taken in turn. */
const samples: Readonly<Record<string, readonly Sample[]>> = {
  exp: [between(-650, 709.7), between(-2, 2), magnitudes(-60, 9)],
  expm1: [between(-40, 680), between(-2, 2), magnitudes(-60, 5)],
  sinh: [between(-680, 680), between(-2, 2), magnitudes(-60, 5)],
  cosh: [between(-680, 680), between(-2, 2), magnitudes(-60, 5)],
  tanh: [between(-22, 22), between(-2, 2), magnitudes(-60, 5)],
  log: [positive(magnitudes(-1000, 1000)), between(0.5, 2), between(0, 100)],
  log1p: [between(-0.9, 2), positive(magnitudes(-60, 300)), magnitudes(-60, -1)],
  log2: [positive(magnitudes(-1000, 1000)), between(0.5, 2), between(0, 100)],
  log10: [positive(magnitudes(-1000, 1000)), between(0.5, 2), between(0, 100)],
  sin: [between(-(2 ** 27), 2 ** 27), between(-10, 10), magnitudes(-60, 27), nearZeros],
  cos: [between(-(2 ** 27), 2 ** 27), between(-10, 10), magnitudes(-60, 27), nearZeros],
  tan: [between(-(2 ** 27), 2 ** 27), between(-10, 10), magnitudes(-60, 27), nearZeros],
  asin: [between(-1, 1), magnitudes(-60, 0)],
  acos: [between(-1, 1), magnitudes(-60, 0)],
  atan: [between(-4, 4), magnitudes(-60, 60)],
}

/** A function that gives one point after the other; the second number is for functions of two. */
export function randomPoints(name: string): () => readonly [number, number] {
  const random = generator()
  if (name === 'atan2') {
    const either = [between(-4, 4), magnitudes(-40, 40)]
    let turn = 0
    return () => {
      const sample = either[turn++ % either.length]!
      return [sample(random), sample(random)]
    }
  }
  if (name === 'pow') {
    const bases = [between(0, 10), positive(magnitudes(-300, 300)), between(0.9, 1.1)]
    let turn = 0
    return () => {
      const x = bases[turn++ % bases.length]!(random)
      // Results between 2^-700 and 2^700; those of everyday exponents half of the time.
      const most = 700 / Math.max(1e-3, Math.abs(Math.log2(x)))
      const y = between(-1, 1)(random) * (random() < 0.5 ? Math.min(most, 5) : Math.min(most, 1e4))
      return [x, y]
    }
  }
  const own = samples[name]!
  let turn = 0
  return () => [own[turn++ % own.length]!(random), 0]
}
