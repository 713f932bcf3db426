/** Every benchmark kernel there is. */
import type { Benchmark } from './benchmark.ts'
import { canon } from './canon/index.ts'
import { later } from './later/index.ts'
import { polybench } from './polybench/index.ts'

export const benchmarks: readonly Benchmark[] = [...polybench, ...canon, ...later]
