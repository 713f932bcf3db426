import { bundleTests } from './bundles.ts'

bundleTests('bundles', { esbuild: '', vite: '', rolldown: '' })
