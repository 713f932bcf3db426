/** The page at `/`, what it loads, and what it shows of the kernels: `/kernel.wasm`, `/kernel.js` and `/kernels`. */
import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import type { AnyFunction, Kernel } from '../../src/index.ts'
import { compileModule } from '../../src/precompiled/index.ts'
import { functions, kernels, signatures } from './modes.ts'
import { hello } from './numbers.ts'
import { colourIndices, palette } from './palette.ts'

/**
 * Kernels use shared memory, which browsers hand out only to pages isolated from other sites (the first two). WebAssembly runs under
 * a strict content policy if that says so, and needs no `unsafe-eval`.
 */
const pageHeaders = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'content-security-policy':
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' blob:; base-uri 'none'; frame-ancestors 'none'",
}

const files = [
  { url: '/', file: 'index.html', type: 'text/html; charset=utf-8' },
  { url: '/style.css', file: 'style.css', type: 'text/css; charset=utf-8' },
  { url: '/page.js', file: 'page.js', type: 'text/javascript; charset=utf-8' },
  { url: '/chart.js', file: 'chart.js', type: 'text/javascript; charset=utf-8' },
  { url: '/browser.js', file: 'browser.js', type: 'text/javascript; charset=utf-8' },
  { url: '/icon.svg', file: 'icon.svg', type: 'image/svg+xml' },
]

export function addPage(app: FastifyInstance): void {
  for (const { url, file, type } of files) {
    const bytes = readFileSync(new URL(`page/${file}`, import.meta.url))
    app.get(url, (request, reply) =>
      reply
        .headers(url === '/' ? pageHeaders : {})
        .type(type)
        .send(bytes),
    )
  }
  const { mandelbrot } = functions
  const module = compileModule({ mandelbrot }, { signatures: { mandelbrot: signatures.mandelbrot }, tier: 'compiled' })
  app.get('/kernel.wasm', (request, reply) => reply.type('application/wasm').send(Buffer.from(module.bytes)))
  app.get('/kernel.js', (request, reply) => reply.type('text/javascript; charset=utf-8').send(kernelModule()))
  app.get('/kernels', () => [
    reportOf(hello),
    ...Object.values(kernels).map((kernel) => reportOf(kernel as Kernel<AnyFunction>)),
  ])
}

/** The function that `/kernel.wasm` was compiled from, so that a page can compare, and what it needs to draw. */
function kernelModule(): string {
  return [
    `export const signature = ${JSON.stringify(signatures.mandelbrot)}`,
    `export ${functions.mandelbrot}`,
    `export ${colourIndices}`,
    `export const palette = ${JSON.stringify(Array.from(palette))}`,
    '',
  ].join('\n')
}

function reportOf<F extends AnyFunction>(kernel: Kernel<F>): object {
  const { calls, compiled, plain, fallbacks } = kernel.stats
  return {
    name: kernel.explain().name,
    signatures: kernel.signatures,
    calls,
    compiled,
    plain,
    fallbacks: fallbacks.map(({ signature, reason, calls }) => ({ signature, reason, calls })),
    explanation: String(kernel.explain()),
  }
}
