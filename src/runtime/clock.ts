/** The clock by which the runtime chooses. Tests put another in its place. */
export const clock = {
  /** Milliseconds since some moment. */
  now: (): number => performance.now(),
}
