/**
 * Compiled or plain, by measurement (`tier: 'auto'`): for one signature, and calls of about equal work that copy arrays, or that do not.
 *
 * The static estimate names the favourite. A few calls of it are timed; then, as soon as all calls so far have taken so long that trying cannot
 * matter, a few of the other. No call is run twice: what is compared are times per unit of estimated work, and the shortest of them, since whatever
 * disturbs a call makes it longer. The winner is kept, and looked at again ever more rarely.
 */

/** Calls of each that are timed at least, and at most; and the milliseconds after which the least is enough. */
const LEAST_SAMPLES = 3
const MOST_SAMPLES = 200
const ENOUGH_MS = 0.5
/** The other is tried when its calls are expected to add no more than one in so many to the time spent. */
const SHARE = 20
/** How much slower than the favourite the other is taken to be until it has been timed. */
const EXPECTED_RATIO = 4
/** The same where copying is most of what either may lose. */
const EXPECTED_RATIO_OF_COPIES = 2
/** The other is given up after one call if it took so many times as long. */
const HOPELESS_RATIO = 20
/** Calls after which the choice is looked at again, the first time; and by what that grows each time. */
const FIRST_REVIEW = 1000
const REVIEW_GROWTH = 8
/** A choice is only turned by a difference larger than noise. */
const MARGIN = 0.95
/** Of the calls that compiled code runs by choice one in so many (a power of 2) is timed: what copies pays for it easily. */
const PROBE = 32
/** Compiled code that is so many times as fast as ever before does other work than that by which it was chosen. */
const OTHER_WORK = 2

/** Figures of one side. */
export class Timing {
  count = 0
  ms = 0
  /** The shortest time per unit of work, in ms. */
  best = Number.POSITIVE_INFINITY

  add(ms: number, work: number): void {
    this.count++
    this.ms += ms
    this.best = Math.min(this.best, ms / work)
  }

  get isEnough(): boolean {
    return this.count >= MOST_SAMPLES || (this.count >= LEAST_SAMPLES && this.ms >= ENOUGH_MS)
  }

  clear(): void {
    this.count = 0
    this.ms = 0
    this.best = Number.POSITIVE_INFINITY
  }
}

export class Trial {
  readonly compiled = new Timing()
  readonly plain = new Timing()
  /** Logarithm to base 2 of the work, and whether arrays are copied. */
  readonly size: number
  readonly copies: boolean
  /** Does compiled code run? Unknown before the first call; then what the estimate says, and in the end what was measured. */
  isCompiled: boolean | undefined
  /** Have both been timed? */
  isDecided = false
  #spent = 0
  #calls = 0
  #review = FIRST_REVIEW
  /** The shortest time of compiled code over all reviews, in ms per unit of work. */
  #least = Number.POSITIVE_INFINITY

  constructor(size: number, copies: boolean) {
    this.size = size
    this.copies = copies
  }

  /** Which is to run the next call, of so much work: compiled code? */
  next(work: number): boolean {
    const favourite = this.isCompiled!
    if (this.isDecided) {
      if (++this.#calls < this.#review) return favourite
      this.#review *= REVIEW_GROWTH
      this.#reopen()
    }
    const [own, other] = favourite ? [this.compiled, this.plain] : [this.plain, this.compiled]
    if (!own.isEnough) return favourite
    // What has been faster so far costs nothing to try again.
    if (other.best < own.best) return !favourite
    const expected =
      (other.count > 0 ? other.best : own.best * (this.copies ? EXPECTED_RATIO_OF_COPIES : EXPECTED_RATIO)) * work
    return this.#spent + other.ms >= SHARE * (other.ms + expected) ? !favourite : favourite
  }

  /** A call of so much work took so long. */
  add(wasCompiled: boolean, ms: number, work: number): void {
    const least = this.#least
    if (wasCompiled) this.#least = Math.min(least, ms / work)
    if (this.isDecided) {
      // The work is estimated by sizes; what the arrays hold may change it, as where an iteration has converged. Each such review needs a time never
      // seen before, so that they come to an end.
      if (ms / work < least / OTHER_WORK) this.#reopen()
      return
    }
    const side = wasCompiled ? this.compiled : this.plain
    this.#spent += ms
    side.add(ms, work)
    const [own, other] = this.isCompiled ? [this.compiled, this.plain] : [this.plain, this.compiled]
    if (!own.isEnough) return
    // So slow is no function merely because the engine has not got used to it.
    const isHopeless = other.count > 0 && other.best > own.best * HOPELESS_RATIO
    if (!other.isEnough && !isHopeless) return
    if (other.best < own.best * MARGIN) this.isCompiled = !this.isCompiled
    this.isDecided = true
  }

  /** Shall the next call be timed although all is decided? */
  get isDue(): boolean {
    return this.isCompiled === true && this.#calls % PROBE === 0
  }

  #reopen(): void {
    this.isDecided = false
    this.#calls = 0
    this.compiled.clear()
    this.plain.clear()
  }
}
