/**
 * An error that gater expects: said in one line, with what to do about it, and without a stack.
 *
 * `message` is lower case without a full stop, names in backticks. `exit` is the process exit code (design.md,
 * "Surfaces"): 2 misuse or fault, 1 a finding, 125 to 127 for `gater run`.
 */
export class GaterError extends Error {
  readonly hint: string | undefined
  readonly exit: number

  constructor(message: string, options: { hint?: string; exit?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = 'GaterError'
    this.hint = options.hint
    this.exit = options.exit ?? 2
  }
}

/** The lines for stderr: `gater: error: …`, then `gater: hint: …`. */
export function errorText(error: unknown): string {
  if (error instanceof GaterError) {
    const hint = error.hint === undefined ? '' : `gater: hint: ${error.hint}\n`
    return `gater: error: ${error.message}\n${hint}`
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `gater: error: this is a bug in gater\n${detail}\n`
}
