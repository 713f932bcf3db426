/** The entry `tightloop/vite`: the plugin for Vite. */
import { type MakePlugin, plugin } from './plugin.ts'

const vite: MakePlugin = plugin.vite
export default vite
