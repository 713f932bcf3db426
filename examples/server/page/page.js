/** The cards of the server's routes: each asks in both modes, compares the answers, and shows the times. */
import { comparison, element, failure, median } from './chart.js'

const ROUNDS = 3

/** The card whose turn it is: two that run at once would disturb each other's times. */
let queue = Promise.resolve()

/** One request: the bytes of the answer and the milliseconds that the server computed. */
async function ask(form, mode) {
  const data = new FormData(form)
  const upload = data.get('upload')
  data.delete('upload')
  data.set('jit', mode)
  const init = upload?.size > 0 ? { method: 'POST', headers: { 'content-type': 'image/png' }, body: upload } : {}
  const response = await fetch(`${form.dataset.route}?${new URLSearchParams(data)}`, init)
  const bytes = new Uint8Array(await response.arrayBuffer())
  const type = response.headers.get('content-type')
  if (!response.ok) throw new Error(JSON.parse(new TextDecoder().decode(bytes)).message)
  const [, ms, who] = /dur=([\d.]+);desc="(\w+)"/.exec(response.headers.get('server-timing'))
  return { bytes, type, ms: Number(ms), who }
}

async function run(form) {
  const [output, button] = [form.querySelector('output'), form.querySelector('button')]
  button.disabled = true
  try {
    const times = { off: [], on: [] }
    let off, on
    for (let round = 0; round < ROUNDS; round++) {
      off = await ask(form, 'off')
      on = await ask(form, 'on')
      times.off.push(off.ms)
      times.on.push(on.ms)
    }
    const same = off.bytes.length === on.bytes.length && off.bytes.every((byte, i) => byte === on.bytes[i])
    output.replaceChildren(
      comparison({ off: median(times.off), on: median(times.on), who: on.who, same }),
      answer(form, on),
    )
  } catch (error) {
    output.replaceChildren(failure(error))
  }
  button.disabled = false
}

/** Shows a picture in the card; of numbers, the first few. */
function answer(form, { bytes, type }) {
  if (type === 'image/png') {
    const image = form.querySelector('img')
    if (image.src.startsWith('blob:')) URL.revokeObjectURL(image.src)
    image.src = URL.createObjectURL(new Blob([bytes], { type }))
    return ''
  }
  const show = (vector) => `(${vector.map((value) => value.toFixed(9)).join(', ')})`
  const { trace, momentum, sha256 } = JSON.parse(new TextDecoder().decode(bytes))
  const fact =
    trace === undefined ? `momentum before ${show(momentum.before)}, after ${show(momentum.after)}` : `trace ${trace}`
  return element('p', 'detail', `${fact}; SHA-256 of all bits ${sha256.slice(0, 12)}…`)
}

async function showKernels() {
  const rows = (await (await fetch('/kernels')).json()).map(
    ({ name, calls, compiled, fallbacks, signatures, explanation }) => {
      const row = element('tr')
      const about = element(
        'td',
        '',
        fallbacks.length > 0 ? `runs plain: ${fallbacks[0].reason}` : signatures.join(', '),
      )
      const details = element('details')
      details.append(element('summary', '', 'explain()'), element('pre', '', explanation))
      about.append(details)
      row.append(element('td', '', name), element('td', '', calls), element('td', '', compiled), about)
      return row
    },
  )
  document.querySelector('#kernels').replaceChildren(...rows)
}

const forms = document.querySelectorAll('form')
const enqueue = (task) => {
  queue = queue.then(task)
}
for (const form of forms) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    enqueue(() => run(form).then(showKernels))
  })
  enqueue(() => run(form))
}
enqueue(showKernels)
document.querySelector('#refresh').addEventListener('click', showKernels)
