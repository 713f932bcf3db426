/** Runtimes and bundlers from npm, in a folder outside the project, where another run finds them again. */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const INSTALL_MS = 240_000
const run = promisify(execFile)
const programs: Readonly<Record<string, string>> = { node: 'node/bin/node', bun: '.bin/bun', deno: '.bin/deno' }

/** @returns the path of the program. @throws {Error} if the package cannot be installed, or does not start */
export async function install(name: string, version: string): Promise<string> {
  const program = join(await installPackage(name, version), 'node_modules', programs[name]!)
  await run(program, ['--version'], { timeout: 60_000 })
  return program
}

/** @returns the folder whose node_modules it is in. @throws {Error} if it cannot be installed */
export async function installPackage(name: string, version: string): Promise<string> {
  const folder = join(tmpdir(), 'tightloop-runtimes', `${name.replace('/', '-')}-${version}`)
  if (existsSync(join(folder, 'node_modules/.package-lock.json'))) return folder
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{}')
  const args = ['install', '--no-audit', '--no-fund', '--no-save', `${name}@${version}`]
  await run('npm', args, { cwd: folder, timeout: INSTALL_MS })
  return folder
}
