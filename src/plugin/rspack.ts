/** The entry `tightloop/rspack`: the plugin for Rspack. */
import { type MakePlugin, plugin } from './plugin.ts'

const rspack: MakePlugin = plugin.rspack
export default rspack
