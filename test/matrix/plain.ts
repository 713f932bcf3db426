/** The same for a runtime that takes a file of JavaScript: prints the outcome as the last line. */
// For Node before 20.16.
import '../../src/node.ts'
import { runAll } from './all.ts'

const [seed, count] = process.argv.slice(2).map(Number)
const { passed, failed, output } = await runAll({ seed, count })
console.log(output)
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)
