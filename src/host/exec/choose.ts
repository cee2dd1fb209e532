import { GaterError } from '../../action/error.ts'
import { probeExecGate } from './probe.ts'

/** `--exec-gate`. */
export const execGateModes = ['auto', 'on', 'off'] as const

/** Whether the exec gate is to stand, and else why not. `required`: no agent runs without it. */
export type ExecGateChoice = { stands: true; required: boolean } | { stands: false; why: string }

/** Rejects with `GaterError` of exit 125 where it was asked for and cannot stand. */
export async function chooseExecGate(mode: string): Promise<ExecGateChoice> {
  switch (mode) {
    case 'off':
      return { stands: false, why: '`--exec-gate off`' }
    case 'auto':
    case 'on': {
      const probe = await probeExecGate()
      if (probe.available) return { stands: true, required: mode === 'on' }
      if (mode === 'auto') return { stands: false, why: probe.reason }
      throw new GaterError(`the exec gate is not available: ${probe.reason}`, {
        hint: 'leave out `--exec-gate on` to run with what the agent itself asks',
        exit: 125,
      })
    }
    default:
      throw new GaterError(`\`--exec-gate ${mode}\` is none of ${execGateModes.join(', ')}`, {
        exit: 125,
      })
  }
}

/** One line for the person: which layers hold for this agent. */
export function layersLine(agent: string, hooked: boolean, choice: ExecGateChoice): string {
  if (choice.stands) {
    return hooked
      ? `two layers hold: ${agent}'s hooks, and the exec gate, by which no program starts undecided`
      : `the exec gate holds: each program that ${agent} starts is decided; what ${agent} does without starting one is not seen`
  }
  return hooked
    ? `only ${agent}'s hooks hold, no exec gate: ${choice.why}`
    : `${agent} is trusted to ask, nothing holds it back, no exec gate: ${choice.why}`
}
