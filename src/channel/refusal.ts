import { GaterError } from '../action/error.ts'
import type { Reply } from './channel.ts'

/** Why an agent is not started behind the gate. */
export function refusal(message: string, hint?: string): GaterError {
  return new GaterError(message, hint === undefined ? { exit: 125 } : { hint, exit: 125 })
}

/** A block that needs no JSON: exit code 2 is "no" whatever else goes wrong, and the model reads the message. */
export function block(message: string): Reply {
  return { stdout: '', stderr: message, exitCode: 2 }
}
