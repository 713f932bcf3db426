/**
 * What a wrapper may try by itself: runners linked by `next`, the latest first. Their guards decide, so that their order does not matter
 * but for speed.
 */
import type { Runner } from './variant.ts'

/** Runners that a wrapper tries one after the other before it asks. */
const MOST = 4

/** The first of the list once it has `runner`, in place of the oldest if there are many. */
export function offered(first: Runner | null, runner: Runner): Runner | null {
  if (runner.isOffered) return first
  runner.isOffered = true
  runner.next = first
  let oldest: Runner = runner
  let count = 1
  for (; oldest.next !== null; oldest = oldest.next) count++
  return count > MOST ? withdrawn(runner, oldest) : runner
}

/** The first of the list without `runner`. */
export function withdrawn(first: Runner | null, runner: Runner): Runner | null {
  if (!runner.isOffered) return first
  const { next } = runner
  runner.isOffered = false
  runner.next = null
  if (first === runner) return next
  for (let each = first; each !== null; each = each.next) if (each.next === runner) each.next = next
  return first
}
