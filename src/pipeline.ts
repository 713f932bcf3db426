/**
 * The compiler: request in, artifact out. Read this first: `passes` is the whole story, one line a stage.
 *
 * `compile` is a pure function over structured-cloneable data. It touches no kernel object, no memory and no clock but for the
 * times it reports.
 */
import { accessesOf } from './analyze/access.ts'
import { eachStmtOf } from './analyze/flow.ts'
import {
  type Artifact,
  type CallPlan,
  type CostEstimate,
  type LoopReport,
  missesOf,
  type Report,
  type Request,
} from './artifact.ts'
import { Unsupported } from './diagnostics.ts'
import { emit } from './emit/emit.ts'
import type { Builder } from './ir/build.ts'
import { printModule } from './ir/print.ts'
import { type Block, childBlocks, type Guarded, type Module, type Stmt } from './ir/types.ts'
import { verify } from './ir/verify.ts'
import { paramPlan } from './lower/boundary.ts'
import { BAIL } from './lower/context.ts'
import { type Lowered, lower } from './lower/lower.ts'
import { typesOf } from './lower/types.ts'
import { borders } from './optimize/borders.ts'
import { bounds } from './optimize/bounds.ts'
import { carried } from './optimize/carried.ts'
import { clamps } from './optimize/clamps.ts'
import { commoning } from './optimize/commoning.ts'
import { contract } from './optimize/contract.ts'
import { counters } from './optimize/counters.ts'
import { dce } from './optimize/dce.ts'
import { divide } from './optimize/divide.ts'
import { endings } from './optimize/endings.ts'
import { forward } from './optimize/forward.ts'
import { hoist } from './optimize/hoist.ts'
import { inductions } from './optimize/inductions.ts'
import { monotone } from './optimize/monotone.ts'
import { narrow } from './optimize/narrow.ts'
import { promote } from './optimize/promote.ts'
import { reads } from './optimize/reads.ts'
import { reassociate } from './optimize/reassociate.ts'
import { repeat } from './optimize/repeat.ts'
import { select } from './optimize/select.ts'
import { share } from './optimize/share.ts'
import { speculate } from './optimize/speculate.ts'
import { structurize } from './optimize/structurize.ts'
import { tables } from './optimize/tables.ts'
import { unroll } from './optimize/unroll.ts'
import { version, versionInnermost } from './optimize/version.ts'
import { windows } from './optimize/windows.ts'
import { wraps } from './optimize/wraps.ts'
import { vectorize } from './vectorize/vectorize.ts'

interface Pass {
  readonly name: string
  readonly run: (module: Module, b: Builder, fastmath: readonly string[]) => Module
  /** What the verifier may expect behind it. */
  readonly leaves: 'lowered' | 'narrowed'
}

/** IR -> IR, in this order. Each file states what it requires and what it leaves. */
export const passes: readonly Pass[] = [
  { name: 'carried', run: carried, leaves: 'lowered' },
  { name: 'hoist', run: hoist, leaves: 'lowered' },
  { name: 'endings', run: endings, leaves: 'lowered' },
  { name: 'bounds', run: bounds, leaves: 'lowered' },
  { name: 'reads', run: reads, leaves: 'lowered' },
  { name: 'version', run: version, leaves: 'lowered' },
  { name: 'version-innermost', run: versionInnermost, leaves: 'lowered' },
  { name: 'speculate', run: speculate, leaves: 'lowered' },
  { name: 'clamps', run: clamps, leaves: 'lowered' },
  { name: 'windows', run: windows, leaves: 'lowered' },
  { name: 'narrow', run: narrow, leaves: 'narrowed' },
  { name: 'dce-narrowed', run: dce, leaves: 'narrowed' },
  { name: 'counters', run: counters, leaves: 'narrowed' },
  { name: 'inductions', run: inductions, leaves: 'narrowed' },
  { name: 'unroll', run: unroll, leaves: 'narrowed' },
  { name: 'tables', run: tables, leaves: 'narrowed' },
  { name: 'forward', run: forward, leaves: 'narrowed' },
  { name: 'divide', run: divide, leaves: 'narrowed' },
  { name: 'structurize', run: structurize, leaves: 'narrowed' },
  { name: 'borders', run: borders, leaves: 'narrowed' },
  { name: 'vectorize', run: vectorize, leaves: 'narrowed' },
  { name: 'promote', run: promote, leaves: 'narrowed' },
  { name: 'commoning', run: commoning, leaves: 'narrowed' },
  { name: 'monotone', run: monotone, leaves: 'narrowed' },
  { name: 'reassociate', run: reassociate, leaves: 'narrowed' },
  { name: 'wraps', run: wraps, leaves: 'narrowed' },
  { name: 'repeat', run: repeat, leaves: 'narrowed' },
  { name: 'forward-again', run: forward, leaves: 'narrowed' },
  { name: 'select', run: select, leaves: 'narrowed' },
  { name: 'share', run: share, leaves: 'narrowed' },
  { name: 'contract', run: contract, leaves: 'narrowed' },
  { name: 'dce', run: dce, leaves: 'narrowed' },
]

/** What tests look at while a module goes through: every stage's IR. */
export interface CompileHooks {
  /** Called with the module after lowering and after each pass. */
  readonly after?: (stage: string, module: Module, b: Builder, lowered: Lowered) => void
}

/** Kernel memory, as every module imports it. */
const memory = { shared: true, initial: 1, maximum: 65536 }

export function compile(request: Request, hooks: CompileHooks = {}): Artifact {
  const stages: { name: string; ms: number; text?: string }[] = []
  const wanted = (name: string): boolean =>
    request.dump?.includes(name) === true || request.dump?.includes('all') === true
  let last = performance.now()
  const done = (name: string, text: () => string): void => {
    const ms = performance.now() - last
    stages.push(wanted(name) ? { name, ms, text: text() } : { name, ms })
    last = performance.now()
  }
  try {
    const lowered = lower(request)
    const { b } = lowered.context
    let { module } = lowered
    const plan = planOf(lowered)
    hooks.after?.('lower', module, b, lowered)
    const types = wanted('types') ? typesOf(lowered) : []
    done('lower', () => printModule(module))
    for (const pass of passes) {
      module = pass.run(module, b, request.options.fastmath)
      if (hooks.after !== undefined) verify(module, pass.leaves)
      hooks.after?.(pass.name, module, b, lowered)
      done(pass.name, () => printModule(module))
    }
    const emitted = emit(module, b, { exportName: 'main', memory, countsMisses: true })
    done('emit', () => `${emitted.bytes.length} bytes`)
    if (wanted('wat')) done('wat', () => emitted.wat())
    return {
      ok: true,
      bytes: emitted.bytes,
      plan: { ...plan, mayBail: mayBail(module, emitted.imports, request), imports: emitted.imports },
      report: report(module, emitted.guards, lowered, stages, types),
    }
  } catch (error) {
    if (error instanceof Unsupported) return { ok: false, diagnostic: error.diagnostic, bug: false }
    const { message } = error as Error
    return {
      ok: false,
      bug: true,
      diagnostic: {
        code: 'bug',
        message: `tightloop failed on this function: ${message}`,
        hint: 'this is a fault of tightloop: please report it with the function',
      },
    }
  }
}

function planOf(lowered: Lowered): Omit<CallPlan, 'imports' | 'mayBail'> {
  const access = accessesOf(lowered.module)
  const { absentFields } = lowered.context
  return {
    params: lowered.params.map((p) => paramPlan(p, access, absentFields)),
    env: lowered.env.map(({ slot, crossing }) => ({ slot, plan: paramPlan(crossing, access, absentFields) })),
    result: lowered.result,
    throws: lowered.module.throws,
    bails: lowered.context.bails,
  }
}

/** Can a call find that only the plain function can go on? */
function mayBail(module: Module, imports: readonly string[], { functions }: Request): boolean {
  let bail: Stmt | undefined
  eachStmtOf(module, (stmt) => {
    if (stmt.kind === 'throw' && stmt.index === BAIL) bail ??= stmt
  })
  if (bail !== undefined && imports.includes('Math.random')) {
    const { span } = bail as Stmt & { kind: 'throw' }
    const [{ name: functionName, source }] = functions as [Request['functions'][0]]
    throw new Unsupported({
      // The span is one of the function that was lowered, which inlining forgets.
      ...(functions.length === 1 && span !== undefined && { functionName, source, span }),
      code: 'bail-random',
      message:
        'it calls Math.random and does what may have to be left to the plain function in mid-call, such as making an array of numbers longer: the plain function would draw other numbers',
      hint: 'use a typed array, pass the random numbers in an array, or use a generator of your own',
    })
  }
  return bail !== undefined
}

function report(
  module: Module,
  guards: readonly Guarded[],
  lowered: Lowered,
  stages: Report['stages'],
  types: Report['types'],
): Report {
  return { loops: loopReports(module, guards), cost: costOf(module), types, stages, resultType: lowered.resultType }
}

function loopReports(module: Module, guards: readonly Guarded[]): LoopReport[] {
  const reports: LoopReport[] = []
  const visit = (block: Block, depth: number): void => {
    for (const stmt of block.stmts) {
      const isLoop = stmt.kind === 'loop' && stmt.span !== undefined
      if (isLoop) {
        const { functionName, checks, vector = 'scalar', obstacle, notes } = stmt.facts
        reports.push({
          span: stmt.span!,
          functionName,
          depth,
          checks,
          vector,
          ...(vector === 'scalar' && obstacle && { obstacle }),
          notes,
          guards: guards.flatMap(({ facts, what }, i) => (facts === stmt.facts ? [{ what, misses: missesOf(i) }] : [])),
        })
      }
      for (const child of childBlocks(stmt)) visit(child, isLoop ? depth + 1 : depth)
    }
  }
  for (const func of module.funcs) visit(func.body, 0)
  return reports
}

/** What one trip of everything takes, each decision at its dearest; of two versions, that which is meant to run. */
function costOf(module: Module): CostEstimate {
  let loopDepth = 0
  const visit = (block: Block, depth: number): number => {
    loopDepth = Math.max(loopDepth, depth)
    let operations = 0
    for (const stmt of block.stmts) {
      operations += 1
      if (stmt.kind === 'loop' && stmt.exact !== true) operations += visit(stmt.body, depth + 1)
      if (stmt.kind === 'region') operations += visit(stmt.body, depth)
      if (stmt.kind === 'if') {
        const then = visit(stmt.then, depth)
        operations += stmt.guards !== undefined ? then : Math.max(then, visit(stmt.else, depth))
      }
    }
    return operations
  }
  const operations = module.funcs.reduce((sum, func) => sum + visit(func.body, 0), 0)
  return { loopDepth, operations }
}
