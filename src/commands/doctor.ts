import { join } from 'node:path'
import { type Io, stateDir } from '../action/io.ts'
import { checks, runCheck } from '../host/check.ts'
import { printable } from '../review/printable.ts'
import { journalDir } from './log-place.ts'

/** Says which guarantees hold on this machine, and what to do about those that do not. 1 when something failed. */
export async function doctor(options: { json?: boolean }, io: Io): Promise<number> {
  const width = Math.max(...checks.map(({ title }) => title.length))
  // Where the configuration cannot be read, a check of its own says so.
  const journal = await journalDir(io).catch(() => join(stateDir(io), 'journal'))
  let failed = false
  for (const check of checks) {
    const { state, found, follows, todo } = await runCheck(check, io, { journal })
    failed ||= state === 'fail'
    if (options.json) {
      const line = { title: check.title, state, found, follows, todo }
      io.stdout.write(`${JSON.stringify(line)}\n`)
      continue
    }
    io.stdout.write(`${state.padEnd(4)}  ${check.title.padEnd(width)}  ${printable(found)}\n`)
    const indent = ' '.repeat(width + 8)
    if (follows !== undefined) io.stdout.write(`${indent}${follows}\n`)
    if (todo !== undefined) io.stdout.write(`${indent}do: ${printable(todo)}\n`)
  }
  return failed ? 1 : 0
}
