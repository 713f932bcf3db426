/** What the run of a test file adds up for the summary of `test/run.ts`. */
export const tally = { threeWays: 0 }
