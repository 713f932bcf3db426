import { bundleTests } from './bundles.ts'
import { type Installed, installBundler } from './installed.ts'

/** Why it cannot be tested here. */
const missing = (name: Installed): Promise<string> =>
  installBundler(name).then(
    () => '',
    ({ message }: Error) => message.split('\n')[0]!,
  )

bundleTests('bundles of bundlers to install', { rollup: await missing('rollup'), rspack: await missing('rspack') })
