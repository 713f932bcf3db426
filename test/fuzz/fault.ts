/** Which mismatches are the same fault again: those are counted, but neither made small nor printed. */
interface Named {
  readonly fault: string
  readonly report: string
  readonly seed: number
}

/** Faults of the compiler that differ in names and numbers only have one cause; wrong answers are told apart by their seeds. */
export function kindOf({ fault, report, seed }: Named): string {
  return /^\[bug\]|throws Bug|^JitError/.test(report)
    ? `${fault} ${report.replace(/[\w.-]*\d[\w.-]*/g, '#')}`
    : String(seed)
}
