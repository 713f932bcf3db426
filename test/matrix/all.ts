/** Everything that runs without files and processes: the package, then what compares plain with compiled. */
import { thirdWay } from '../differential/tally.ts'
import { texts } from '../differential/text.ts'
import { slice } from '../fuzz/slice.ts'
import { type Counts, runSuites } from '../suites.ts'

export interface Order {
  readonly seed: number
  readonly count: number
  /** Where the functions are that may not be evaluated here. Otherwise, what is evaluated is told. */
  readonly written?: string
}

export interface Outcome extends Counts {
  readonly output: string
  readonly evaluated: readonly string[]
}

export async function runAll({ seed, count, written }: Order): Promise<Outcome> {
  const evaluated = new Set<string>()
  let output = ''
  const print = (text: string): void => void (output += `${text}\n`)
  thirdWay.most = 0
  Object.assign(slice, { seed, count })
  texts.evaluated = evaluated
  if (written !== undefined) texts.written = (await import(/* @vite-ignore */ written)).default
  // Before the suites, which take the thread away from the package.
  const own = await runSuites(() => import('./package.ts'), print)
  // Made by bundle.ts.
  const suites = await runSuites(() => import('matrix:suites'), print)
  return {
    passed: own.passed + suites.passed,
    failed: own.failed + suites.failed,
    skipped: own.skipped + suites.skipped,
    output,
    evaluated: [...evaluated],
  }
}
