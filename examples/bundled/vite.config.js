// `npx vite build`; with PRECOMPILE=1 the kernels are compiled now, otherwise in the page.
import tightloop from 'tightloop/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  base: './',
  plugins: [tightloop({ precompile: process.env.PRECOMPILE === '1' })],
})
