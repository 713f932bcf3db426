/** Kernels that were written to see what becomes of code that nobody had tuned for; what dilate, boids and hough showed was mended since. */
import type { Benchmark } from '../benchmark.ts'
import binomialOption from './binomial-option.ts'
import biquad from './biquad.ts'
import boids from './boids.ts'
import dilate from './dilate.ts'
import hough from './hough.ts'
import kalman from './kalman.ts'
import perlinNoise from './perlin-noise.ts'
import pointInPolygon from './point-in-polygon.ts'
import runLength from './run-length.ts'
import yuvToRgb from './yuv-to-rgb.ts'

export const later: readonly Benchmark[] = [
  biquad,
  binomialOption,
  boids,
  dilate,
  hough,
  kalman,
  perlinNoise,
  pointInPolygon,
  runLength,
  yuvToRgb,
]
