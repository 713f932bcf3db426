/** The entry `tightloop/rollup`: the plugin for Rollup. */
import { type MakePlugin, plugin } from './plugin.ts'

const rollup: MakePlugin = plugin.rollup
export default rollup
