/** Runs the server's kernel in the page: `/kernel.wasm` by hand, and next to it the function that it was compiled from. */
import { comparison, failure, median } from './chart.js'
import { colourIndices, mandelbrot, palette } from './kernel.js'

const LIMIT = 300
const ROUNDS = 5

const section = document.querySelector('#browser')
const output = section.querySelector('output')
const canvas = section.querySelector('canvas')
const { width, height } = canvas
const pixels = width * height

const whole = { x: -0.65, y: 0, span: 3.2 }
let view = whole

/** The module brings its memory along. The kernel takes `(address, length)` for the array and then its scalars. */
async function load() {
  const response = await fetch('/kernel.wasm')
  if (!response.ok) throw new Error((await response.json()).message)
  const size = (await response.clone().arrayBuffer()).byteLength
  section.querySelector('#wasm-size').textContent = size
  const { instance } = await WebAssembly.instantiateStreaming(response, {})
  const { memory, alloc, mandelbrot } = instance.exports
  const address = alloc(2 * pixels)
  return {
    compiled: (...args) => mandelbrot(address, pixels, ...args),
    counts: new Uint16Array(memory.buffer, address, pixels),
  }
}

function windowOf({ x, y, span }) {
  const step = span / width
  return [x - (step * (width - 1)) / 2, y + (step * (height - 1)) / 2, step]
}

function time(work) {
  const start = performance.now()
  work()
  return performance.now() - start
}

function draw({ compiled, counts }, plainCounts) {
  const place = windowOf(view)
  const times = { off: [], on: [] }
  for (let round = 0; round < ROUNDS; round++) {
    times.off.push(time(() => mandelbrot(plainCounts, width, height, LIMIT, ...place)))
    times.on.push(time(() => compiled(width, height, LIMIT, ...place)))
  }
  const indices = colourIndices(counts, LIMIT)
  const image = new ImageData(width, height)
  for (let i = 0; i < pixels; i++) {
    for (let channel = 0; channel < 3; channel++) image.data[4 * i + channel] = palette[3 * indices[i] + channel]
    image.data[4 * i + 3] = 255
  }
  canvas.getContext('2d').putImageData(image, 0, 0)
  const same = counts.every((count, i) => count === plainCounts[i])
  output.replaceChildren(comparison({ off: median(times.off), on: median(times.on), who: 'compiled', same }))
}

try {
  const kernel = await load()
  const plainCounts = new Uint16Array(pixels)
  const zoom = (factor, x = view.x, y = view.y) => {
    view = factor === 0 ? whole : { x, y, span: Math.min(8, Math.max(1e-12, view.span * factor)) }
    draw(kernel, plainCounts)
  }
  for (const button of section.querySelectorAll('button')) {
    button.addEventListener('click', () => zoom(Number(button.dataset.zoom)))
  }
  canvas.addEventListener('click', ({ offsetX, offsetY }) => {
    const [left, top, step] = windowOf(view)
    zoom(
      0.5,
      left + (offsetX / canvas.clientWidth) * width * step,
      top - (offsetY / canvas.clientHeight) * height * step,
    )
  })
  draw(kernel, plainCounts)
} catch (error) {
  output.replaceChildren(failure(error))
}
