/** What the run of a test file adds up for the summary of `test/run.ts`. */
export const tally = { threeWays: 0 }

/**
 * Argument sets of a check that are interpreted after each stage, too, unless it says otherwise; undefined: a few. What the interpreter
 * finds depends on the compiler alone, so that one engine of many is enough for it.
 */
export const thirdWay: { most?: number } = {}
