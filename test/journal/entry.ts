import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Journal, openJournal } from '../../src/journal/append.ts'
import type { DecisionEntry } from '../../src/journal/record.ts'
import type { Redact } from '../../src/journal/redact.ts'

/** A fresh directory, removed when the test is over. */
export function scratch(): string {
  const dir = mkdtempSync(join(tmpdir(), 'gater-journal-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

/** A decision as the gate would record it: `git push`, approved by a person after four seconds. */
export function decisionEntry(over: Partial<DecisionEntry> = {}): DecisionEntry {
  return {
    type: 'decision',
    id: 'a1',
    agent: 'claude',
    channel: 'claude',
    project: 'shop',
    workspace: '/home/ada/shop',
    branch: 'main',
    action: { kind: 'command', command: 'git push', cwd: '/home/ada/shop' },
    reason: null,
    confidence: null,
    risk: 'external',
    attributes: [],
    verdict: 'ask',
    findings: [],
    rule: null,
    decision: 'approved',
    by: 'human',
    reviewer: 'terminal',
    note: null,
    waitedMs: 4000,
    edited: null,
    digest: '0'.repeat(64),
    evidence: true,
    ...over,
  }
}

export interface Opened {
  journal: Journal
  said: string[]
}

/** A journal whose clock stands still unless told. */
export async function opened(
  dir: string,
  {
    session = 's1',
    redact = null,
    now = () => new Date('2026-11-30T12:00:00Z'),
  }: { session?: string; redact?: Redact | null; now?: () => Date } = {},
): Promise<Opened> {
  const said: string[] = []
  const journal = await openJournal({ dir, session, redact, now, say: (line) => said.push(line) })
  return { journal, said }
}

/** A journal of one session with `count` decisions, closed. */
export async function written(dir: string, count: number, session = 's1'): Promise<void> {
  const { journal } = await opened(dir, { session })
  for (let n = 1; n <= count; n += 1) await journal.decide(decisionEntry({ id: `${session}-${n}` }))
  await journal.close()
}
