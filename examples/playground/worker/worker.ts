/**
 * Where programs run: not in the page, so that one that never ends takes nothing along but this worker. Measures in rounds, between
 * which it listens; the newest message counts.
 */
import type { Fault, Picture, Report, Run } from '../protocol.ts'
import { loadCompiler, lookInto, refusalOf } from './compiler.ts'
import { Contest } from './contest.ts'
import { evaluate, faultOf } from './evaluate.ts'
import { faultOfDiagnostic, findingsOf } from './findings.ts'
import { paint } from './paint.ts'

interface Port {
  postMessage(message: Report, transfer?: Transferable[]): void
  onmessage: ((event: MessageEvent<Run>) => void) | null
}

const port = globalThis as unknown as Port
/** A run ends by itself: a page that lies open should not keep a processor busy. */
const RUN_MS = 20_000
/** Between rounds, for messages, and for the page to draw. */
const PAUSE_MS = 20
const PICTURE_MS = 60

let current = 0

port.onmessage = async ({ data: run }) => {
  current = run.id
  if (run.program === undefined) return
  port.postMessage({ id: run.id, kind: 'started' })
  try {
    await perform(run)
  } catch (error) {
    if (current === run.id) fault(run.id, await faultOf(error, run.program.text))
  }
  if (current === run.id) port.postMessage({ id: run.id, kind: 'finished' })
}

async function perform({ id, program, n }: Run): Promise<void> {
  // Mistakes show before the compiler is there.
  evaluate(program!)
  await loadCompiler((text, share) => {
    port.postMessage({ id: current, kind: 'progress', text, ...(share !== undefined && { share }) })
  })
  if (current !== id) return
  port.postMessage({ id, kind: 'started' })
  const contest = new Contest(program!, n)
  contest.round()
  tell(id, contest, program!.text)
  let drawn = 0
  for (const end = performance.now() + RUN_MS; performance.now() < end; ) {
    const isDue = performance.now() - drawn > PICTURE_MS
    const picture = isDue ? paint(contest.shown()) : undefined
    if (isDue) drawn = performance.now()
    report(id, contest, picture)
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    if (current !== id) return
    contest.round()
  }
  report(id, contest, paint(contest.shown()))
}

function report(id: number, contest: Contest, picture: Picture | undefined): void {
  const difference = contest.difference()
  port.postMessage(
    {
      id,
      kind: 'round',
      rounds: contest.rounds,
      times: contest.times(),
      ...(difference !== undefined && { difference }),
      ...(picture && { picture }),
    },
    picture ? [picture.rgba.buffer] : [],
  )
}

/** What became of the kernel in its first call. */
function tell(id: number, { kernel }: Contest, text: string): void {
  const compiled = lookInto(kernel)
  const findings = compiled && findingsOf(compiled, text)
  const { signatures, stats } = kernel
  if (findings) {
    port.postMessage({ id, kind: 'compiled', signature: signatures.at(-1) ?? '', ms: stats.compileMs, ...findings })
  }
  const [fallback] = stats.fallbacks
  if (fallback === undefined) return
  const refusal = refusalOf(kernel, fallback.reason) ?? { code: fallback.code, message: fallback.reason }
  fault(id, faultOfDiagnostic(refusal, text))
}

function fault(id: number, what: Fault): void {
  port.postMessage({ id, kind: 'fault', fault: what })
}
