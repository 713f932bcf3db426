/** What the cards are made of. */

export function element(tag, className = '', text = '') {
  const made = document.createElement(tag)
  if (className) made.className = className
  made.textContent = text
  return made
}

export function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1]
}

/** Two bars, their ratio, and whether the answers agree. */
export function comparison({ off, on, who, same }) {
  const box = element('div')
  const chart = element('div', 'chart')
  const longest = Math.max(off, on)
  const bars = [
    ['off', 'plain', off],
    ['on', 'with jit', on],
  ]
  for (const [mode, label, ms] of bars) {
    const bar = element('div', `bar ${mode}`)
    bar.style.width = `${longest > 0 ? (100 * ms) / longest : 100}%`
    chart.append(element('span', '', label), bar, element('span', '', `${ms.toFixed(2)} ms`))
  }
  const verdict = element('p', 'verdict')
  const ratio = on > 0 ? off / on : 1
  const text =
    who === 'plain' ? 'for this size jit chose the plain function' : ratio >= 1 ? 'as fast' : 'as fast: slower'
  verdict.append(element('strong', '', `${ratio.toFixed(2)}×`), ` ${text}; `)
  verdict.append(same ? 'the same answer, bit for bit' : element('span', 'error', 'the answers differ'))
  box.append(chart, verdict)
  return box
}

export function failure(error) {
  const message = element('p', 'error', error.message)
  message.setAttribute('role', 'alert')
  return message
}
