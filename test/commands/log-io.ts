import { join } from 'node:path'
import type { Io } from '../../src/action/io.ts'
import type { DecisionEntry } from '../../src/journal/record.ts'
import { decisionEntry, opened } from '../journal/entry.ts'

/** A process whose output is kept, with its state in `dir`. */
export function kept(dir: string, now = new Date('2026-11-30T12:00:00Z')) {
  let [out, err] = ['', '']
  const io: Io = {
    stdout: { write: (text) => (out += text), columns: 80 },
    stderr: { write: (text) => (err += text) },
    stdin: process.stdin,
    env: { XDG_STATE_HOME: dir, XDG_CONFIG_HOME: join(dir, 'config') },
    cwd: dir,
    home: dir,
    now: () => now,
  }
  return { io, out: () => out, err: () => err, dir: join(dir, 'gater', 'journal') }
}

/** A journal with decisions, each `at` an ISO time and perhaps with an outcome. */
export async function journalOf(
  dir: string,
  entries: readonly (Partial<DecisionEntry> & { at: string; exitCode?: number })[],
  session = 's1',
): Promise<void> {
  let time = new Date(entries[0]?.at ?? 0)
  const { journal } = await opened(dir, { session, now: () => time })
  for (const { at, exitCode, ...over } of entries) {
    time = new Date(at)
    const entry = decisionEntry(over)
    await journal.decide(entry)
    if (exitCode === undefined) continue
    const outcome = { exitCode, durationMs: 1200, changes: [] }
    await journal.outcome({ type: 'outcome', id: entry.id, outcome })
  }
  await journal.close()
}
