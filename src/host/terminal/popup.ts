import { readFileSync } from 'node:fs'
import process from 'node:process'
import type { Terminal } from '../../review/surface.ts'
import { type Hosted, hostTerminal, type TerminalHost } from './host.ts'
import { openOuter } from './outer.ts'
import { openPty } from './pty.ts'
import { createWindow, stopSelf } from './window.ts'

/** A terminal for an agent inside the person's, with questions over the agent's screen. */
export interface PopUp {
  /** The agent's terminal, e.g. `/dev/pts/5`. */
  terminal: string
  /** Takes the person's terminal for an agent that was started in `terminal`. */
  host(agent: Hosted & { pid: number }): { host: TerminalHost; window: Terminal }
  /** Gives the person's terminal back. */
  close(): Promise<void>
}

/** Rejects with `GaterError` where node-pty is missing, or when there is no terminal. */
export async function openPopUp(options: {
  color: boolean
  say(line: string): void
}): Promise<PopUp> {
  const { columns = 80, rows = 24 } = process.stdout
  const pty = await openPty(columns, rows)
  let close = async () => {
    pty.drain()
  }
  return {
    terminal: pty.name,
    host(agent) {
      const outer = openOuter()
      const host = hostTerminal(pty, agent, outer)
      outer.onDeath(host.plain)
      const unwatch = watchStops(agent.pid, () =>
        host.leave(async () => {
          outer.release()
          await stopSelf()
          outer.take()
          agent.signal('SIGCONT')
        }),
      )
      close = async () => {
        unwatch()
        await outer.close()
      }
      return { host, window: createWindow({ ...options, host, outer }) }
    },
    close: () => close(),
  }
}

// --- internal ---

/** Milliseconds between looks whether the agent has stopped itself, which no event tells. */
const lookMs = 250

/** An agent that stops, on Ctrl-Z say, does so in a terminal without a shell: gater stops in its place. */
function watchStops(pid: number, onStop: () => Promise<void>): () => void {
  let busy = false
  const timer = setInterval(() => {
    if (busy || !isStopped(pid)) return
    busy = true
    void onStop().finally(() => {
      busy = false
    })
  }, lookMs)
  return () => clearInterval(timer)
}

function isStopped(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.charAt(stat.lastIndexOf(')') + 2) === 'T'
  } catch {
    return false
  }
}
