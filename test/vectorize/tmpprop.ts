/** fast-check, always with the same cases. */
import fc from 'fast-check'

/** Runs a property; says what failed, beside fast-check's counterexample. */
export function holds<T>(property: fc.IProperty<T>, numRuns = 300): void {
  const details = fc.check(property, { numRuns, seed: 77 })
  if (!details.failed) return
  const { counterexample, errorInstance, seed, counterexamplePath } = details
  const cause = errorInstance instanceof Error ? errorInstance.message : String(errorInstance)
  throw new Error(`${cause}\ncounterexample ${fc.stringify(counterexample)}, seed ${seed}, path ${counterexamplePath}`)
}
