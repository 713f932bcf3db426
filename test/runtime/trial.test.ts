/** The choice between compiled and plain by measurement, with a clock that the tests turn. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { alloc } from '../../src/index.ts'
import { explain } from '../../src/report/explain.ts'
import { clock } from '../../src/runtime/clock.ts'
import { type Timing, Trial } from '../../src/runtime/trial.ts'
import { array, handMade, number } from './hand.ts'

const test = suite('trial')

let now = 0
const { now: real } = clock
test.before(() => {
  clock.now = () => now
})
test.after(() => {
  clock.now = real
})

/** Runs calls of equal work at these costs in ms; returns what ran, `c` or `p`, call by call. */
function simulate(trial: Trial, calls: number, compiledMs: number, plainMs: number): string {
  let ran = ''
  for (let i = 0; i < calls; i++) {
    const isCompiled = trial.next(1)
    ran += isCompiled ? 'c' : 'p'
    if (!trial.isDecided) trial.add(isCompiled, isCompiled ? compiledMs : plainMs, 1)
  }
  return ran
}

function trialOf(favourite: boolean): Trial {
  const trial = new Trial(0, false)
  trial.isCompiled = favourite
  return trial
}

test('the favourite runs first, the other is tried when it cannot matter, the winner stays', () => {
  const trial = trialOf(true)
  const ran = simulate(trial, 900, 1, 2)
  assert.is(ran.indexOf('p'), 80, 'after twenty times what four calls of the favourite take')
  assert.is(ran.match(/p/g)?.length, 3)
  assert.ok(ran.endsWith('cccc') && trial.isDecided && trial.isCompiled)
})

test('a wrong estimate is corrected, either way', () => {
  assert.ok(simulate(trialOf(true), 900, 3, 1).endsWith('pppp'))
  assert.ok(simulate(trialOf(false), 900, 1, 3).endsWith('cccc'))
})

test('what was faster in its first trial is tried again at once', () => {
  const ran = simulate(trialOf(false), 200, 0.2, 1)
  assert.match(ran, /^p+c+$/)
})

test('compiled code that becomes much faster than ever is compared anew: it is other work', () => {
  const trial = trialOf(true)
  assert.ok(simulate(trial, 200, 10, 30).endsWith('cccc') && trial.isDecided)
  let ran = ''
  for (let i = 0; i < 400; i++) {
    const isCompiled = trial.next(1)
    ran += isCompiled ? 'c' : 'p'
    if (!trial.isDecided || trial.isDue) trial.add(isCompiled, isCompiled ? 2 : 1, 1)
  }
  assert.ok(ran.endsWith('pppp') && !trial.isCompiled)
  assert.not.ok(trial.isDue, 'plain calls by choice are not timed')
})

test('a difference within noise turns nothing', () => {
  assert.ok(simulate(trialOf(true), 900, 1.02, 1).endsWith('cccc'))
  assert.ok(simulate(trialOf(false), 900, 1, 1.02).endsWith('pppp'))
})

test('trying takes a small share of the time, however bad the other is', () => {
  for (const plainMs of [0.001, 1, 50, 10_000]) {
    const ran = simulate(trialOf(true), 500, 1, plainMs)
    const plain = (ran.match(/p/g)?.length ?? 0) * plainMs
    // The first call of it is not known beforehand.
    assert.ok(plain <= plainMs + (500 + plainMs) / 10, `${plain} ms of plain calls at ${plainMs} ms`)
  }
})

test('short calls are timed more often', () => {
  const ran = simulate(trialOf(true), 900, 1e-4, 2e-4)
  const plain = ran.match(/p/g)?.length ?? 0
  assert.ok(plain > 20 && plain <= 200, `${plain} plain calls`)
})

test('a choice is reviewed ever more rarely', () => {
  const trial = trialOf(true)
  simulate(trial, 900, 1, 2)
  // From now on, compiled code is slow.
  const ran = simulate(trial, 2000, 4, 2)
  assert.ok(ran.endsWith('pppp'), 'the review finds it')
  const later = simulate(trial, 5000, 4, 2)
  assert.not.match(later, /c/, 'the next review is later')
})

test('times are compared per unit of work', () => {
  const trial = trialOf(true)
  for (let i = 0; i < 500 && !trial.isDecided; i++) {
    const isCompiled = trial.next(100 + i)
    trial.add(isCompiled, (100 + i) * (isCompiled ? 1 : 0.5), 100 + i)
  }
  const best = ({ best: ms }: Timing): number => ms
  assert.equal([best(trial.compiled), best(trial.plain), trial.isCompiled], [1, 0.5, false])
})

const EMPTY = '(func (export "main") (param i32 i32))'

function turn(ms: number): void {
  now += ms
}

/** A kernel of which a call takes so many ms plain, and compiled. */
function timed(plainMs: number, compiledMs: number) {
  const plain = (x: Float64Array): void => {
    turn(plainMs)
    void x
  }
  const made = handMade(plain, { wat: EMPTY, params: [array('f64', 'r')] }, {})
  const x = alloc(Float64Array, 64)
  const call = (n: number): void => {
    for (let i = 0; i < n; i++) {
      const { compiled } = made.state
      made.kernel(x)
      // Compiled code cannot turn the clock: its call is over by now, and only the next one is wrong by it.
      if (made.state.compiled > compiled) now += compiledMs
    }
  }
  return { ...made, call, x }
}

test('a kernel runs what was faster, shows why, and leaves the choice to the wrapper', () => {
  const { state, call } = timed(5, 0)
  call(400)
  assert.ok(state.compiled > 300 && state.plain <= 5, `${state.compiled} compiled, ${state.plain} plain`)
  const text = String(explain(state))
  assert.match(text, /about 64 trips, nothing copied: compiled; a trip takes .* compiled, .* plain/)
  assert.is.not(state.fast, null, 'the general path is left')
})

test("calls that run plain by choice are the wrapper's, whatever numbers they have", () => {
  const wat = '(func (export "kernel") (param i32 i32 f64))'
  for (const value of [0, 1, 1.5, 3.9, -2.5, 1e300, Number.POSITIVE_INFINITY, Number.NaN]) {
    const plain = (x: Float64Array, _value: number): void => void x
    const { kernel, state } = handMade(plain, { wat, params: [array('f64', 'r'), number] }, {})
    const x = new Float64Array(64)
    const before = clock.now
    // Each compiled call takes 5 ms.
    clock.now = () => 5 * state.compiled
    for (let i = 0; i < 400; i++) kernel(x, value)
    clock.now = before
    assert.ok(state.plain > 300, `${state.plain} plain`)
    let general = 0
    const { call } = state
    state.call = (self, args) => {
      general++
      return call.apply(state, [self, args])
    }
    for (let i = 0; i < 20; i++) kernel(x, value)
    // A collection makes the general path look again.
    assert.ok(general <= 1, `${general} of 20 calls with ${value} went the general way`)
  }
})

test('short calls by choice are looked at by their longest array, and wholly now and then', () => {
  const wat = '(func (export "kernel") (param i32 i32 i32 i32 f64))'
  const plain = (x: Float64Array, _y: Float64Array, _value: number, _other: number): void => void x
  const { kernel, state } = handMade(plain, { wat, params: [array('f64', 'r'), array('f64', 'r'), number, number] }, {})
  const x = new Float64Array(64)
  const before = clock.now
  clock.now = () => 5 * state.compiled
  for (let i = 0; i < 400; i++) kernel(x, new Float64Array(8), 1, 2)
  clock.now = before
  let general = 0
  const { call } = state
  state.call = (self, args) => {
    general++
    return call.apply(state, [self, args])
  }
  for (let i = 0; i < 100; i++) kernel(x, new Float64Array(1000), i, 2)
  assert.ok(general <= 1, `${general} of 100 calls went the general way`)
  for (let i = 0; i < 1100; i++) kernel(x, new Float64Array(1000), i, 2)
  assert.ok(general >= 1, 'another array that is longer now is never seen')
})

test('sizes are told apart', () => {
  const { state, kernel } = timed(0.001, 0)
  for (const length of [8, 9, 1000]) kernel(alloc(Float64Array, length))
  assert.equal(
    explain(state).signatures[0].choices.map(({ trips }) => trips),
    [8, 512],
  )
})

test('fastmath and tier compiled measure nothing', () => {
  for (const options of [{ fastmath: true }, { tier: 'compiled' as const }]) {
    const made = handMade((x: Float64Array) => void x, { wat: EMPTY, params: [array('f64', 'r')] }, options)
    for (let i = 0; i < 50; i++) made.kernel(alloc(Float64Array, 8))
    assert.is(made.state.plain, 0)
    assert.equal(explain(made.state).signatures[0].choices, [])
  }
})

test.run()
