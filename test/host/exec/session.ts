import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import type { Probe } from '../../../src/host/exec/probe.ts'

/** `nobody`, since CI runs as root and the gate must work for those who are not. */
const NOBODY = 65534
export const ordinaryUser = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}

const fixture = (name: string) => join(import.meta.dirname, 'fixtures', name)

/** What the machine can do, as the user who runs the tests. */
export function probeAsUser(): Probe {
  const told = execFileSync(process.execPath, [fixture('probe.js')], {
    ...ordinaryUser,
    encoding: 'utf8',
    cwd: '/',
  })
  return JSON.parse(told)
}

/** Title for a suite that the machine may not be able to run. */
export const titled = (title: string, probe: Probe) =>
  probe.available ? title : `${title} (skipped: ${probe.reason})`

/** A directory of that user, removed by the returned function. */
export function userDirectory(): { path: string; remove(): void } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'gater-exec-')))
  if (ordinaryUser.uid !== undefined) chownSync(path, NOBODY, NOBODY)
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

export interface Plan {
  program: string
  args: readonly string[]
  cwd: string
  /** First match on the joined arguments decides; no match refuses. */
  answers?: readonly (readonly [
    pattern: string,
    kind: 'allow' | 'grant' | 'refuse' | 'hang' | 'throw',
    message?: string,
  ])[]
  agent?: string
  home?: string
  env?: Record<string, string>
  grants?: readonly { id: string; text: string }[]
  /** Program names that the judge asks about inside a grant. */
  hard?: readonly string[]
  expected?: readonly string[]
  configured?: readonly { program?: string; argv: readonly string[]; children?: 'any' }[]
  /** In a new pseudo-terminal of 71 by 19. */
  terminal?: boolean
  writes?: boolean
  questionMs?: number
  live?: boolean
}

export interface Told {
  event: string
  [detail: string]: unknown
}

export interface Session {
  process: ChildProcess
  /** All that was told so far. */
  told: Told[]
  /** Resolves with the first event that fits, past or future; rejects when the session ends without it. */
  until(fits: (told: Told) => boolean): Promise<Told>
  ended: Promise<void>
}

export function startSession(plan: Plan): Session {
  const child = spawn(
    process.execPath,
    [fixture('gate.js'), JSON.stringify({ answers: [], ...plan })],
    {
      ...ordinaryUser,
      cwd: '/',
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  // Whatever a failed test left hanging.
  onTestFinished(() => void child.kill('SIGKILL'))
  const told: Told[] = []
  const waiting = new Set<() => void>()
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => {
    told.push(JSON.parse(line))
    for (const check of waiting) check()
  })
  let over = false
  const ended = new Promise<void>((done) => {
    lines.once('close', () => {
      over = true
      for (const check of waiting) check()
      done()
    })
  })
  return {
    process: child,
    told,
    ended,
    until: (fits) =>
      new Promise((done, fail) => {
        const check = () => {
          const found = told.find(fits)
          if (found === undefined && !over) return
          waiting.delete(check)
          if (found === undefined) fail(new Error(`not told: ${JSON.stringify(told)}`))
          else done(found)
        }
        waiting.add(check)
        check()
      }),
  }
}

/** A whole session; `end` is its last event, with the agent's output. */
export async function runSession(plan: Plan) {
  const session = startSession(plan)
  await session.ended
  const end = session.told.at(-1) ?? { event: 'nothing' }
  return {
    told: session.told,
    asked: session.told.filter(({ event }) => event === 'ask').map(({ argv }) => argv),
    end,
    stdout: String(end.stdout ?? ''),
    stderr: String(end.stderr ?? ''),
  }
}
