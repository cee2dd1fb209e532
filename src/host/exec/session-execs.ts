import { randomBytes } from 'node:crypto'
import type { Action, CallAction } from '../../action/action.ts'
import { GaterError } from '../../action/error.ts'
import type { Ground } from '../../action/place.ts'
import type { Gate } from '../../gate.ts'
import type { Policy } from '../../policy/policy.ts'
import { understand } from '../../shell/understand.ts'
import type { ExecGateChoice } from './choose.ts'
import { asksGater } from './client.ts'
import { commandOf } from './command.ts'
import { contextOf, type GrantContext } from './covered.ts'
import { basename, type Exec, privilegeNote } from './exec.ts'
import { type ExecAnswer, type ExecGate, startExecGate } from './exec-gate.ts'
import type { InnerJudgeData } from './inner-judge.ts'
import type { Housekeeping } from './shapes.ts'

/** The exec gate of one session: each exec that nothing covers is an action like any other. */
export interface SessionExecs extends Pick<ExecGate, 'spawn' | 'stop'> {
  /** Lets the kernel do what was approved, before the agent hears of it. */
  allow(id: string, action: Action): Allowed
}

/** What an approved action may do, until it is taken back. */
export interface Allowed {
  /** What was not used yet is void. */
  withdraw(): void
  /** Programs that ran under it; `undefined` while it runs, and where nobody counts. */
  execs(): number | undefined
}

export interface SessionExecsOptions {
  /** The agent's name. */
  agent: string
  /** Whether it reports its actions itself: then its own file writes wait for a decision, too. */
  hooked: boolean
  workspace: string
  home: string
  policy: Policy
  protects: readonly string[]
  /** The agent's environment at its start. */
  env: Readonly<Record<string, string | undefined>>
  /** gater's proposal socket. */
  socket: string
  /** Execs whose questions end before the agent's patience does. */
  gate: Gate
  /** gater's own programs that the agent starts. */
  configured: readonly Housekeeping[]
  /** Beginnings of paths where the agent keeps its state in this session. */
  state: readonly string[]
  /** Whether the agent's confirmed configuration starts exactly this. */
  passes(text: string): boolean
  say(line: string): void
  /** Something for the journal that no decision line holds. */
  note(text: string): void
  /** A command of the agent's shell tool did not start, since its hook had not asked. */
  refused(text: string): void
}

/** More than a question's own time, which the gate keeps; this is for a gate that hangs. */
const questionMs = 70_000

/**
 * Puts up the exec gate where it is to stand. What only shows in earnest, like a gate above this one, leaves an agent
 * with hooks to those, and is told in `choice`; an agent without any does not start.
 * Rejects with `GaterError` of exit 125.
 */
export async function openSessionExecs(
  choice: ExecGateChoice,
  options: SessionExecsOptions,
): Promise<{ execs: SessionExecs | null; choice: ExecGateChoice }> {
  if (!choice.stands) return { execs: null, choice }
  try {
    return { execs: await startSessionExecs(options), choice }
  } catch (error) {
    if (choice.required || !options.hooked || !(error instanceof GaterError)) throw error
    return { execs: null, choice: { stands: false, why: error.message } }
  }
}

async function startSessionExecs(options: SessionExecsOptions): Promise<SessionExecs> {
  const { agent, gate, workspace, home, policy, protects, env, socket, say, note } = options
  /** Grants of execs that gater saw by itself: nobody else will tell their outcome. */
  const seen = new Map<string, number>()
  const counts = new Map<string, number>()

  function contextFor(text: string | null, command: string, cwd: string): GrantContext {
    const ground: Ground = { workspace, home, cwd, protects }
    return contextOf(text, understand(command, ground))
  }

  async function onExec(exec: Exec, signal: AbortSignal): Promise<ExecAnswer> {
    const steered = Object.keys(exec.variables).length > 0
    if (!steered && asksGater(exec, socket)) return { allow: true }
    if (exec.tag === null && exec.script !== null && options.passes(exec.script)) {
      return { allow: true, grant: { id: newId(), context: wholeTree } }
    }
    if (options.hooked && exec.tool) {
      note(`refused a command whose hook did not ask: ${exec.script}`)
      if (exec.script !== null) options.refused(exec.script)
      return {
        allow: false,
        message: 'refused: no approval for this command: its hook did not ask',
      }
    }
    const id = newId()
    const action: Action = {
      kind: 'command',
      command: commandOf(exec, env.PATH ?? ''),
      cwd: exec.cwd,
      shell: 'sh',
      argv: exec.argv,
    }
    const caution = exec.privileged ? privilegeNote(exec.program) : undefined
    const started = Date.now()
    const decision = await gate.propose(
      {
        ...{ id, action, agent, channel: 'exec', reason: null, confidence: null },
        seenUnder: exec.parents.map(({ argv }) => basename(argv[0] ?? '?')),
        ...(caution !== undefined && { caution }),
      },
      signal,
    )
    if (decision.kind === 'rejected') {
      const why = [
        decision.note ?? 'nobody approved it',
        ...(caution === undefined ? [] : [caution]),
      ]
      return { allow: false, message: `refused: ${why.join(' Besides, ')}` }
    }
    if (decision.kind === 'edited') {
      return { allow: false, message: `refused: ${editedInstead(decision.action)}` }
    }
    // What is only let through because it reads may start nothing else: its children are actions of their own.
    if (decision.by === 'rule' && !decision.rule) return { allow: true }
    seen.set(id, started)
    return { allow: true, grant: { id, context: contextFor(null, action.command, exec.cwd) } }
  }

  const execs = await startExecGate({
    agent,
    home,
    workspace,
    configured: options.configured,
    state: options.state,
    writes: options.hooked,
    questionMs,
    judge: {
      module: new URL('./inner-judge.js', import.meta.url).href,
      data: {
        agent,
        policy,
        workspace,
        home,
        protects,
        socket,
        env: { ...env },
      } satisfies InnerJudgeData,
    },
    onExec,
    onGrantOver(id, count) {
      counts.set(id, count)
      const started = seen.get(id)
      if (started === undefined) return
      seen.delete(id)
      const durationMs = Date.now() - started
      gate
        .outcome(id, { exitCode: null, durationMs, changes: [], execs: count })
        .catch((error) => say(String(error)))
    },
    onExecRefused(pid, why) {
      say(`refused a program (process ${pid}): ${why}`)
      note(`refused a program of process ${pid}: ${why}`)
    },
    onWriteRefused(_pid, path) {
      say(`refused: ${agent} tried to change ${path}, and nobody decided that`)
      note(`refused a change of ${path} that nobody decided`)
    },
    onFault: say,
  })

  return {
    spawn: execs.spawn,
    stop: execs.stop,
    allow(id, action) {
      const uncounted = () => undefined
      switch (action.kind) {
        case 'call': {
          const withdrawals = writtenBy(action).map((path) => execs.expectWrite(path))
          return {
            withdraw() {
              for (const withdraw of withdrawals) withdraw()
            },
            execs: uncounted,
          }
        }
        case 'write':
          return { withdraw: execs.expectWrite(action.path), execs: uncounted }
        case 'command': {
          const { command: text, cwd } = action
          const withdraw = execs.grant({ id, text, context: contextFor(text, text, cwd) })
          return { withdraw, execs: () => counts.get(id) }
        }
      }
    },
  }
}

// --- internal ---

/** Of what the person confirmed: it may start what it likes. */
const wholeTree: GrantContext = { text: null, shown: [], whole: true }

/** The files that a call is known to write or delete, like those of a patch. */
function writtenBy({ known }: CallAction): string[] {
  return (known?.effects ?? []).flatMap((effect) => {
    if (effect.kind !== 'write' && effect.kind !== 'delete') return []
    return effect.path.absolute === null || effect.path.glob ? [] : [effect.path.absolute]
  })
}

function newId(): string {
  return randomBytes(8).toString('hex')
}

/** The program hangs in its start and cannot be exchanged. */
function editedInstead(action: Action): string {
  const text = action.kind === 'command' ? action.command : 'something else'
  return `the person approved this instead, so run it: ${text}`
}
