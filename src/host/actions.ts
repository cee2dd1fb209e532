import { randomBytes, timingSafeEqual } from 'node:crypto'
import { readActionRequest, readOutcomeRequest } from '../channel/socket.ts'
import type { Gate } from '../gate.ts'
import type { Allowed } from './exec/session-execs.ts'
import type { Allow } from './hooks.ts'
import type { Answer } from './http.ts'

/** The part of the protocol that programs use for themselves: `POST /v1/actions` and its outcome. */
export interface Actions {
  propose(input: unknown, signal: AbortSignal): Promise<Answer>
  outcome(id: string, input: unknown): Promise<Answer>
}

export function createActions(gate: Gate, agent: string, allow?: Allow): Actions {
  /** Approved actions whose outcome is still to come. */
  const running = new Map<string, { token: Buffer; allowed: Allowed | null }>()

  return {
    async propose(input, signal) {
      const read = readActionRequest(input)
      if (!read.ok) return { status: 400, body: { error: read.error, at: read.at } }
      const { action, reason, confidence } = read.value
      const id = newId()
      const decision = await gate.propose(
        { id, action, agent: read.value.agent ?? agent, channel: 'socket', reason, confidence },
        signal,
      )
      const { kind, note } = decision
      if (decision.by === 'fault') {
        return { status: 503, body: { error: note ?? 'gater failed', id, decision: 'rejected' } }
      }
      if (kind === 'rejected') {
        return { status: 200, body: { id, decision: kind, action: null, note, outcomeToken: null } }
      }
      const token = randomBytes(24)
      running.set(id, { token, allowed: allow?.(id, decision.action) ?? null })
      const outcomeToken = token.toString('base64url')
      return {
        status: 200,
        body: { id, decision: kind, action: decision.action, note, outcomeToken },
      }
    },

    async outcome(id, input) {
      const read = readOutcomeRequest(input)
      if (!read.ok) return { status: 400, body: { error: read.error, at: read.at } }
      const due = running.get(id)
      if (due === undefined || !same(due.token, read.value.outcomeToken)) {
        const error = 'no outcome is due for this action with this token'
        return { status: 409, body: { error, at: 'outcomeToken' } }
      }
      running.delete(id)
      due.allowed?.withdraw()
      const execs = due.allowed?.execs()
      await gate.outcome(id, { ...read.value.outcome, ...(execs !== undefined && { execs }) })
      return { status: 200, body: { id } }
    },
  }
}

/** Unique within the journal, short enough to be typed in part. */
export function newId(): string {
  return randomBytes(8).toString('hex')
}

function same(token: Buffer, text: string): boolean {
  const other = Buffer.from(text, 'base64url')
  return other.length === token.length && timingSafeEqual(other, token)
}
