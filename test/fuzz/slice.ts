/** Which random kernels `slice.test.ts` checks. */
export const slice = { seed: Math.floor(Math.random() * 2 ** 32), count: 200 }
