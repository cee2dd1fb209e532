import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Proposal } from '../../src/action/action.ts'
import type { Decision } from '../../src/action/decision.ts'
import type { Outcome } from '../../src/action/outcome.ts'
import type { Gate } from '../../src/gate.ts'

/** A directory that goes with the test. */
export function scratch(): string {
  const dir = mkdtempSync(join(tmpdir(), 'gt-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

/** An action that waits for the test to decide it. */
export interface Waiting {
  proposal: Proposal
  signal: AbortSignal
  decide(decision: Partial<Decision>): void
}

/** A gate whose decisions the test makes, and which remembers what it was told. */
export interface HandGate extends Gate {
  proposals: Waiting[]
  at(index: number): Waiting
  outcomes: { id: string; outcome: Outcome }[]
  /** Resolves when so many proposals have come. */
  came(count: number): Promise<void>
}

export function handGate(): HandGate {
  const waiting: { count: number; resolve(): void }[] = []
  const gate: HandGate = {
    proposals: [],
    at(index) {
      const waiting = gate.proposals[index]
      if (waiting === undefined) throw new Error(`no proposal ${index}`)
      return waiting
    },
    outcomes: [],
    propose(proposal, signal) {
      return new Promise((resolve) => {
        const decide = (decision: Partial<Decision>) =>
          resolve({
            kind: 'approved',
            by: 'human',
            action: proposal.action,
            note: null,
            reviewer: 'terminal',
            waitedMs: 1,
            ...decision,
          })
        signal.addEventListener('abort', () => decide({ kind: 'rejected', by: 'withdrawn' }))
        gate.proposals.push({ proposal, signal, decide })
        for (const wait of waiting) if (gate.proposals.length >= wait.count) wait.resolve()
      })
    },
    async outcome(id, outcome) {
      gate.outcomes.push({ id, outcome })
    },
    came: (count) =>
      new Promise((resolve) => {
        if (gate.proposals.length >= count) resolve()
        else waiting.push({ count, resolve })
      }),
  }
  return gate
}

export interface Reply {
  status: number
  text: string
}

/** One request over a unix socket. */
export function ask(
  socketPath: string,
  method: string,
  path: string,
  body: string | Buffer = '',
  signal?: AbortSignal,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, method, path, signal }, (incoming) => {
      let text = ''
      incoming.setEncoding('utf8')
      incoming.on('data', (chunk: string) => {
        text += chunk
      })
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, text }))
      incoming.on('error', reject)
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** As `ask`, with JSON both ways. */
export async function post(
  socket: string,
  path: string,
  body: unknown,
): Promise<{ status: number; body: unknown }> {
  const reply = await ask(socket, 'POST', path, JSON.stringify(body))
  return { status: reply.status, body: JSON.parse(reply.text) }
}
