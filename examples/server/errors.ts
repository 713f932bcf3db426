/** Errors that are the client's to mend: they become an answer with a 4xx status and the message. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly statusCode: number

  constructor(statusCode: number, message: string) {
    super(message)
    this.statusCode = statusCode
  }
}

/** One request must not hold up the others for long, so what it may compute is capped. @throws {RequestError} beyond that */
export function limitWork(what: string, amount: number, most: number): void {
  if (amount <= most) return
  const millions = (value: number): string => `${(value / 1e6).toFixed(1)} million`
  throw new RequestError(400, `too much work: ${what} is ${millions(amount)}, at most ${millions(most)} are accepted`)
}
