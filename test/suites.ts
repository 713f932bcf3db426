/** Runs what test files register with uvu, in any runtime: uvu itself would start it at once, and end the process. */

export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** What uvu queues per `test.run()`; resolves to `[true or the text of the errors, passed, skipped, total]`. */
type UvuSuite = () => Promise<[boolean | string, number, number, number]>

interface UvuGlobals {
  UVU_DEFER?: number
  UVU_INDEX?: number
  UVU_QUEUE?: (UvuSuite | null)[][]
}

/** @param load imports the files */
export async function runSuites(load: () => Promise<unknown>, print: (text: string) => void): Promise<Counts> {
  const uvu = globalThis as UvuGlobals
  const queue: (UvuSuite | null)[] = []
  Object.assign(uvu, { UVU_DEFER: 1, UVU_INDEX: 0, UVU_QUEUE: uvu.UVU_QUEUE ?? [] })
  // uvu keeps the outer array, so that it must be changed in place.
  uvu.UVU_QUEUE!.splice(0, Infinity, queue)
  await load()
  let [passed, failed, skipped] = [0, 0, 0]
  for (const run of queue) {
    const [errors, ok, skips, total] = await run!()
    if (typeof errors === 'string') print(errors)
    passed += ok
    failed += total - ok
    skipped += skips
  }
  if (passed + failed + skipped === 0) throw new Error('no test is registered: is `test.run()` missing?')
  return { passed, failed, skipped }
}
