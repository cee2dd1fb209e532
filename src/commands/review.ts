import { readlinkSync } from 'node:fs'
import process from 'node:process'
import { GaterError } from '../action/error.ts'
import { type Io, stateDir } from '../action/io.ts'
import { checkEnvironment } from '../host/environment.ts'
import { guardProcess } from '../host/guard.ts'
import { loadKernel } from '../host/kernel.ts'
import { joinSessions, type PairingCode, type ReviewClient } from '../host/review-client.ts'
import { openSessions } from '../host/sessions.ts'
import { attachTerminal } from '../review/attach.ts'
import { createEditor } from '../review/edit.ts'
import { askLine } from '../review/line.ts'
import { printable } from '../review/printable.ts'
import { openTerminal } from '../review/terminal.ts'
import { takeTurns } from '../review/turns.ts'
import { reviewLines } from './review-lines.ts'

/**
 * `gater review`: answers the questions of every session of the person, on this terminal or as JSON lines, until it is
 * interrupted or its input ends. Resolves with 130 and 0; with 2 when some line of the input was no answer.
 */
export async function review(options: { json?: boolean }, io: Io): Promise<number> {
  checkEnvironment(io.env, 'review')
  const kernel = await loadKernel()
  if ('missing' in kernel) throw new GaterError(`\`gater review\` needs ${kernel.missing}`)
  // The pairing code is in this process's environment and memory, where no agent must read it.
  guardProcess(kernel)
  const say = (line: string) => void io.stderr.write(`gater: ${printable(line, 'prose')}\n`)
  const terminal = openTerminal({ env: io.env })
  if (!options.json && !terminal.ready()) {
    throw new GaterError('no terminal to ask on', { hint: 'for programs: gater review --json' })
  }
  const turns = takeTurns(terminal)
  let stopped = false
  let stop = () => {
    stopped = true
  }
  const type = async (question: string) => {
    const { text, interrupted } = await turns.alone(() => askLine(question, terminal))
    if (interrupted) stop()
    return text
  }
  const name = terminalName() ?? `process-${process.pid}`
  const client = await joinSessions({
    dir: await openSessions(stateDir(io)),
    kernel,
    name,
    say: options.json ? say : (line) => turns.terminal.say(`gater: ${printable(line, 'prose')}`),
    code: codeOf(io, options.json ? null : type),
  })
  try {
    if (options.json) return await reviewLines(client, io)
    if (stopped) return 130
    if (client.sessions().length === 0) say('no session to review yet; Ctrl-C ends this')
    const attached = attachTerminal(client, turns.terminal, {
      name: `review:${name}`,
      edit: createEditor({ env: io.env, workspaces: () => workspacesOf(client) }),
      interrupt: () => stop(),
    })
    stop = () => {
      stopped = true
      void attached.detach()
    }
    const signalled = () => stop()
    process.on('SIGINT', signalled)
    process.on('SIGTERM', signalled)
    await attached.done
    process.removeListener('SIGINT', signalled)
    process.removeListener('SIGTERM', signalled)
    return stopped ? 130 : 0
  } finally {
    client.close()
  }
}

// --- internal ---

/** From the environment, tried once for each session; else as the person types it. */
function codeOf(io: Io, type: ((text: string) => Promise<string | null>) | null): PairingCode {
  return async (session, left) => {
    const given = io.env.GATER_REVIEW_CODE
    if (given !== undefined && given !== '') return left === null ? given : null
    if (type === null) return null
    const wrong = left === null ? '' : `That was not it; ${left} tries left. `
    const who = `${printable(session.project)} (${printable(session.agent)}, process ${session.pid})`
    return type(`${wrong}Pairing code of ${who}, Enter leaves it alone:`)
  }
}

function workspacesOf(client: ReviewClient): string[] {
  return client.sessions().map(({ workspace }) => workspace)
}

/** Like `pts/3`; `null` where none of the standard streams is a terminal. */
function terminalName(): string | null {
  for (const fd of [0, 1, 2]) {
    try {
      const device = /^\/dev\/((?:pts\/|tty)\d+)$/.exec(readlinkSync(`/proc/self/fd/${fd}`))
      if (device?.[1] !== undefined) return device[1]
    } catch {
      // Not a system that says so.
    }
  }
  return null
}
