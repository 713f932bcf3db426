/** The kernels to choose from: texts for the editor, in which `n` is what the slider sets. */
export interface Sample {
  readonly id: string
  readonly title: string
  readonly text: string
  /** Smallest n, n at first, largest n. */
  readonly sizes: readonly [least: number, first: number, most: number]
}

const texts: Readonly<Record<string, string>> = import.meta.glob('./kernels/*.js', {
  query: '?raw',
  import: 'default',
  eager: true,
})

const table: readonly (readonly [id: string, title: string, sizes: Sample['sizes']])[] = [
  ['mandelbrot', 'Mandelbrot set', [32, 256, 512]],
  ['julia', 'Julia set', [32, 256, 512]],
  ['life', 'Game of life', [16, 256, 1024]],
  ['wave', 'Wave on a membrane', [16, 200, 800]],
  ['blur', 'Gaussian blur', [16, 256, 800]],
  ['convolution', 'Convolution 3 x 3', [16, 300, 1000]],
  ['nbody', 'n bodies', [16, 500, 2000]],
  ['k-means', 'k-means: nearest centre', [100, 40_000, 250_000]],
  ['gemm', 'Matrix product', [4, 160, 400]],
  ['dot', 'Dot product', [100, 100_000, 2_000_000]],
  ['prefix-sum', 'Prefix sum', [100, 100_000, 2_000_000]],
  ['own', 'Your own', [10, 50_000, 1_000_000]],
]

export const samples: readonly Sample[] = table.map(([id, title, sizes]) => ({
  id,
  title,
  sizes,
  text: texts[`./kernels/${id}.js`],
}))
