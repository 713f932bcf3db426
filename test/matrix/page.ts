/** The script of the page, and of its worker: runs everything, and sends the outcome to the server. */
import { runAll } from './all.ts'

const query = new URLSearchParams(location.search)

async function run(): Promise<void> {
  let outcome: unknown
  try {
    const isolated = globalThis.crossOriginIsolated
    if (String(isolated) !== query.get('isolated')) throw new Error(`crossOriginIsolated is ${isolated}`)
    if (query.has('written') && evaluates()) throw new Error('the policy lets text be evaluated')
    outcome = await runAll({
      seed: Number(query.get('seed')),
      count: Number(query.get('count')),
      ...(query.has('written') && { written: query.get('written')! }),
    })
  } catch (error) {
    outcome = { passed: 0, failed: 1, skipped: 0, output: String((error as Error).stack ?? error), evaluated: [] }
  }
  await fetch(`/outcome/${query.get('id')}`, { method: 'POST', body: JSON.stringify(outcome) })
}

function evaluates(): boolean {
  try {
    return new Function('return true')()
  } catch {
    return false
  }
}

if (typeof document !== 'undefined' && query.get('in') === 'worker') {
  new Worker(`./page.js${location.search}`, { type: 'module' })
} else {
  void run()
}
