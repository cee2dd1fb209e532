import { GaterError } from '../action/error.ts'

/** An error in one line, for an agent or a log: no stack, since it may be shown to a model. */
export function errorLine(error: unknown): string {
  if (error instanceof GaterError) {
    return error.hint === undefined ? error.message : `${error.message}; ${error.hint}`
  }
  const text = error instanceof Error ? error.message : String(error)
  return text.replace(/\s+/g, ' ').slice(0, 300)
}
