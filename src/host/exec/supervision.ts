import { closeSync, realpathSync, statSync } from 'node:fs'
import { steering } from './command.ts'
import type { Exec, InnerJudge } from './exec.ts'
import { privilegeNote, shellScript } from './exec.ts'
import { type Kernel, note } from './kernel.ts'
import { behind, type Located, locate, type Unlocated } from './location.ts'
import type { FromSupervisor, SupervisorData, ToSupervisor } from './messages.ts'
import { type Convention, errno, type FileCall } from './numbers.ts'
import { isOwn, type Own, ownFiles, scriptFinder } from './own.ts'
import { byName, housekeepingOf, shapeOf } from './shapes.ts'
import {
  type Children,
  createTags,
  type Grant,
  holding,
  matches,
  type Standing,
  tagBelow,
} from './tags.ts'
import {
  ancestors,
  childrenOf,
  cwdOf,
  link,
  parentOf,
  processOf,
  type Request,
  readEnvironment,
  readRequest,
  type Target,
} from './target.ts'
import { tell } from './tell.ts'
import { mayWrite, readPlaces } from './writes.ts'

/** The verdicts that need no person. Everything here runs between the kernel's notification and its answer. */
export interface Supervision {
  /** Answers one notification, or hands it to the main thread as a question. Never throws. */
  onNotification(notification: Buffer): void
  onMessage(message: ToSupervisor): void
  /** Grants whose root lives, with the descriptor that tells when it ends. */
  living(): readonly Grant[]
  onRootEnded(grant: Grant): void
  /** When nothing else is to do: withdraws questions whose process is gone, and buries orphans. */
  onIdle(): void
  /** The agent has started: from now on there is time to load the judge. */
  started(): boolean
  setJudge(judge: InnerJudge): void
}

/** A refusal holds for the same arguments in the same process this long: execvp tries one PATH entry after another. */
const WALK_MS = 1000
const SETUID = 0o4000

/** Answers that are remembered, and bytes of the longest exec that is. */
const REMEMBERED = 4096

/** An exec as it was read, while its process hangs in the call. */
interface Seen {
  thread: number
  convention: Convention
  tag: bigint
  cwd: string
  request: Request
  file: Located
}

interface Question {
  key: string
  notification: Buffer
  seen: Seen
  standing: Standing | null
}

export function createSupervision(
  kernel: Kernel,
  listener: number,
  data: SupervisorData,
  post: (message: FromSupervisor) => void,
): Supervision {
  const { gater } = data
  const shape = shapeOf(data.agent)
  const tags = createTags()
  const untagged = kernel.readTag(gater) ?? 0n
  const agentTag = tagBelow(untagged)
  tags.set(agentTag, { kind: 'agent' })

  let opening: (ToSupervisor & { kind: 'opening' }) | null = null
  /** What the agent was started with. */
  let environment: Readonly<Record<string, string>> = {}
  /** The process that is still a shell on its way to becoming the agent. */
  let becoming: { pid: number; program: string } | null = null
  let own: Own | null = null
  /** Processes that node itself started and waits for. */
  const agents = new Set<number>()
  let judge: InnerJudge = () => 'ask'

  const waiting: { id: string; text: string; context: unknown }[] = []
  const questions = new Map<number, Question>()
  const refusals = new Map<string, number>()
  const remembered = new Map<string, 'pass' | 'ask'>()
  const expected = new Map<string, string>()
  const rules = { state: stateOf(data), expected }
  const conventions = new Map(
    [kernel.arch.native, kernel.arch.compat].map((c) => [c.audit, { ...c, calls: callsOf(c) }]),
  )
  let lastQuestion = 0
  /** Grants that were told once that setuid does not work here. */
  const noted = new Set<string>()
  /** Only for what people are told, so one look per program is enough. */
  const privileged = new Map<string, boolean>()

  const pass = (n: Buffer) => kernel.send(listener, n, 0)
  const fail = (n: Buffer, error: number) => kernel.send(listener, n, error)

  function refuse(n: Buffer, why: string) {
    tell(kernel, note.pid(n), `refused: ${why}`)
    fail(n, errno.EACCES)
    post({ kind: 'exec-refused', pid: note.pid(n), why })
  }

  function onNotification(n: Buffer) {
    try {
      const convention = conventions.get(note.audit(n))
      if (convention === undefined || note.pid(n) === 0) return fail(n, errno.EACCES)
      const nr = note.nr(n)
      const target = { thread: note.pid(n), convention }
      if (nr === convention.execve || nr === convention.execveat) return onExec(n, target)
      const call = convention.calls.get(nr)
      return call === undefined ? fail(n, errno.EACCES) : onWrite(n, target, call)
    } catch (error) {
      fail(n, errno.EACCES)
      post({ kind: 'fault', message: `an exec was refused: ${String(error)}` })
    }
  }

  function onExec(n: Buffer, target: Target) {
    const { thread } = target
    const tag = kernel.readTag(thread)
    if (tag === untagged && opens(thread)) return pass(n)
    const request = readRequest(kernel, target, n)
    const standing = tag === null ? null : tags.standing(tag)
    if (
      standing?.kind === 'granted' &&
      request !== null &&
      passesQuickly(n, standing, thread, request)
    ) {
      return
    }
    const cwd = cwdOf(thread)
    if (tag === null || request === null || cwd === null) {
      return refuse(n, 'gater cannot read what this process wants to run')
    }
    const file = fileOf(thread, cwd, request)
    // A PATH walk: three quarters of all notifications. Nothing goes on, so nothing can be raced.
    if (file.kind === 'unlocated') return fail(n, file.error)
    if (file.stats === null) return fail(n, errno.ENOENT)
    if (!file.stats.isFile() || (file.stats.mode & 0o111) === 0) return fail(n, errno.EACCES)
    // Only now is it certain that what was read belongs to the process that asked, not to a later one of that pid.
    if (!kernel.stillThere(listener, n)) return
    return decide(n, standing, { ...target, tag, cwd, request, file })
  }

  /**
   * The way of most programs: inside a grant, by absolute path, with no hard gate. Without /proc, whose entries cost more
   * to make than everything else here: so the program is looked up in gater's own view, and whatever is not there, or is
   * to be asked about, goes the exact way. `true` when it was answered.
   */
  function passesQuickly(
    n: Buffer,
    standing: Standing & { kind: 'granted' },
    thread: number,
    request: Request,
  ): boolean {
    const grant = holding(standing.grant)
    const { path, argv } = request
    if (grant === null || request.directory !== null || !/^\/(?!proc\/)/.test(path)) return false
    const program = realpathHere(path)
    if (program === null) return false
    if (judgeInside(grant, program, argv, () => cwdOf(thread) ?? '/') !== 'pass') return false
    if (!kernel.stillThere(listener, n)) return true
    return passInside(n, grant, thread, program)
  }

  function passInside(n: Buffer, grant: Grant, thread: number, program: string): true {
    if (!noted.has(grant.id) && isPrivileged(program, `/proc/${thread}/root${program}`)) {
      noted.add(grant.id)
      tell(kernel, thread, privilegeNote(program))
    }
    grant.execs += 1
    pass(n)
    return true
  }

  function decide(n: Buffer, standing: Standing | null, seen: Seen) {
    switch (standing?.kind) {
      case 'agent':
        return decideForAgent(n, seen, standing)
      case 'granted':
        return decideForGranted(n, seen, standing)
      case 'single':
        return mayStart(standing.children, seen.request.argv)
          ? pass(n)
          : ask(n, seen, standing, null)
      default:
        return ask(n, seen, null, null)
    }
  }

  function decideForAgent(n: Buffer, seen: Seen, standing: Standing) {
    const { thread, cwd, request, file } = seen
    if (becoming !== null && processOf(thread) === becoming.pid && file.path === becoming.program) {
      becoming = null
      return pass(n)
    }
    if (own !== null && isOwn(own, shape, file, request.argv, scriptFinder(thread, cwd))) {
      return pass(n)
    }
    const text = request.lossy ? null : shape.toolText(file.path, request.argv)
    const grant = text === null ? null : take(text)
    if (grant !== null) return begin(n, seen, grant, null)
    const helper =
      housekeepingOf(data.configured, file.path, request.argv) ??
      (isPlanted(file) ? null : housekeepingOf(shape.housekeeping, file.path, request.argv))
    if (helper !== null) return passSingle(n, seen, helper.children ?? [])
    return ask(n, seen, standing, text)
  }

  /** Lies in the workspace, or appeared after the agent did: no program that the agent's makers chose. */
  function isPlanted(file: Located): boolean {
    if (data.workspace !== null && file.path.startsWith(`${data.workspace}/`)) return true
    return own === null || file.stats === null || file.stats.ctimeMs >= own.since
  }

  function decideForGranted(n: Buffer, seen: Seen, standing: Standing & { kind: 'granted' }) {
    const grant = holding(standing.grant)
    const { file, request, thread } = seen
    if (grant !== null && judgeInside(grant, file.path, request.argv, () => seen.cwd) === 'pass') {
      return passInside(n, grant, thread, file.path)
    }
    return ask(n, seen, standing, null)
  }

  /** Remembered, unless the judge looked at the directory: that is read only when it is wanted. */
  function judgeInside(
    grant: Grant,
    program: string,
    argv: readonly string[],
    cwd: () => string,
  ): 'pass' | 'ask' {
    const key = [grant.id, program, ...argv].join('\0')
    const known = remembered.get(key)
    if (known !== undefined) return known
    let looked = false
    const answer = judge({
      argv,
      get cwd() {
        looked = true
        return cwd()
      },
      program,
      script: shellScript(program, argv),
      grant: { id: grant.id, context: grant.context },
    })
    if (remembered.size >= REMEMBERED) remembered.clear()
    if (!looked && key.length < REMEMBERED) remembered.set(key, answer)
    return answer
  }

  /** Lets it run without the agent's rights: whatever it starts besides `children` is asked. */
  function passSingle(n: Buffer, seen: Seen, children: Children) {
    const tag = tagBelow(seen.tag)
    tags.set(tag, { kind: 'single', children })
    if (!kernel.writeTag(seen.thread, tag)) return refuse(n, 'gater cannot mark this process')
    return pass(n)
  }

  function take(text: string): { id: string; context: unknown } | null {
    const plain = (s: string) => (shape.trims ? s.trim() : s)
    const index = waiting.findIndex((one) => plain(one.text) === plain(text))
    return index < 0 ? null : (waiting.splice(index, 1)[0] ?? null)
  }

  function begin(
    n: Buffer,
    seen: Seen,
    { id, context }: { id: string; context: unknown },
    outer: Grant | null,
  ) {
    const pid = processOf(seen.thread)
    const pidfd = kernel.pidfd(pid)
    const tag = tagBelow(seen.tag)
    if (pidfd < 0) return refuse(n, 'gater cannot watch over this process')
    const grant = { id, context, root: { pid, pidfd }, outer, execs: 0, over: false }
    tags.set(tag, { kind: 'granted', grant })
    if (!kernel.writeTag(seen.thread, tag)) return refuse(n, 'gater cannot mark this process')
    post({ kind: 'granted', id, pid })
    return pass(n)
  }

  function ask(n: Buffer, seen: Seen, standing: Standing | null, text: string | null) {
    const { request, cwd, file } = seen
    const pid = processOf(seen.thread)
    const variables = variablesOf(seen)
    if (variables === null) return refuse(n, 'gater cannot read the environment of this program')
    const key = [pid, ...request.argv].join('\0')
    const refused = refusals.get(key)
    if (refused !== undefined && Date.now() - refused < WALK_MS) return fail(n, errno.EACCES)
    const notification = Buffer.from(n)
    for (const open of questions.values()) {
      // Before Linux 5.19 a signal makes the process ask again; the first notification is dead then.
      if (open.key !== key || kernel.stillThere(listener, open.notification)) continue
      open.notification = notification
      return
    }
    const question = ++lastQuestion
    questions.set(question, { key, notification, seen, standing })
    const grant = standing?.kind === 'granted' ? holding(standing.grant) : null
    const exec: Exec = {
      pid,
      argv: request.argv,
      cwd,
      program: file.path,
      parents: ancestors(pid, gater),
      tag: grant?.id ?? null,
      script:
        text ?? shape.handed?.(file.path, request.argv) ?? shellScript(file.path, request.argv),
      tool: text !== null,
      variables,
      privileged: isPrivileged(file.path, file.reach),
    }
    post({ kind: 'ask', question, exec })
  }

  /** Those that choose what a program runs and that somebody set after the agent's start. */
  function variablesOf({ thread, convention, request }: Seen): Record<string, string> | null {
    const all = readEnvironment(kernel, { thread, convention }, request.environment)
    if (all === null) return null
    const changed = all
      .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)])
      .filter(([name = '', value]) => steering.test(name) && environment[name] !== value)
    return Object.fromEntries(changed)
  }

  function onAllowed(question: number, grant: { id: string; context: unknown } | null) {
    const open = questions.get(question)
    questions.delete(question)
    if (open === undefined || !kernel.stillThere(listener, open.notification)) return
    const { notification, seen, standing } = open
    const outer = standing?.kind === 'granted' ? holding(standing.grant) : null
    if (grant !== null) return begin(notification, seen, grant, outer)
    // What the agent may start without asking is the agent's own right; a program allowed once does not inherit it.
    if (standing?.kind === 'agent') return passSingle(notification, seen, [])
    if (outer !== null) outer.execs += 1
    pass(notification)
  }

  function onRefused(question: number, message: string) {
    const open = questions.get(question)
    questions.delete(question)
    if (open === undefined) return
    const now = Date.now()
    for (const [key, at] of refusals) if (now - at >= WALK_MS) refusals.delete(key)
    refusals.set(open.key, now)
    if (!kernel.stillThere(listener, open.notification)) return
    tell(kernel, open.seen.thread, message)
    fail(open.notification, errno.EACCES)
  }

  function onWrite(n: Buffer, target: Target, call: FileCall) {
    const { thread } = target
    const tag = kernel.readTag(thread)
    const standing = tag === null ? null : tags.standing(tag)
    if (standing !== null && standing.kind !== 'agent') return pass(n)
    // gater's own thread that starts the agent, and its child before execve.
    if (standing === null && tag === untagged) return pass(n)
    const places = readPlaces(kernel, target, call, n)
    if (places !== null && 'error' in places) return fail(n, places.error)
    const wrong = places?.find((place) => !mayWrite(rules, call, place))
    if (!kernel.stillThere(listener, n)) return
    if (places !== null && standing !== null && wrong === undefined) return pass(n)
    fail(n, errno.EACCES)
    post({ kind: 'write-refused', pid: processOf(thread), path: wrong?.path ?? call })
  }

  /** Whether this is gater's own child on its way to becoming the agent. */
  function opens(thread: number): boolean {
    const pid = processOf(thread)
    if (opening === null || parentOf(pid) !== gater) return false
    if (data.openFiles !== null) kernel.limitOpenFiles(pid, data.openFiles)
    if (!kernel.writeTag(pid, agentTag)) return false
    own = ownFiles(shape, opening.program, Date.now())
    becoming = opening.viaShell ? { pid, program: opening.program } : null
    environment = opening.env
    opening = null
    agents.add(pid)
    return true
  }

  /** gater adopts what the agent's processes leave behind; node buries only the children that it started itself. */
  function reapOrphans() {
    for (const pid of childrenOf(gater)) {
      const tag = kernel.readTag(pid)
      if (tag !== null && tag !== untagged && !agents.has(pid)) kernel.reap(pid)
    }
  }

  function isPrivileged(program: string, reach: string): boolean {
    if (process.geteuid?.() === 0) return false
    const known = privileged.get(program)
    if (known !== undefined) return known
    const is = isSetuid(reach) || kernel.hasCapabilities(reach)
    privileged.set(program, is)
    return is
  }

  return {
    onNotification,
    onMessage(message) {
      switch (message.kind) {
        case 'opening':
          opening = message
          return
        case 'grant':
          waiting.push(message)
          return
        case 'revoke': {
          const index = waiting.findIndex(({ id }) => id === message.id)
          if (index >= 0) waiting.splice(index, 1)
          return
        }
        case 'allow':
          return onAllowed(message.question, message.grant)
        case 'refuse':
          return onRefused(message.question, message.message)
        case 'expect':
          expected.set(message.id, message.path)
          return
        case 'unexpect':
          expected.delete(message.id)
          return
        case 'stop':
          return
      }
    },
    living: () => tags.living(),
    onRootEnded(grant) {
      tags.end(grant)
      closeSync(grant.root.pidfd)
      post({ kind: 'over', id: grant.id, execs: grant.execs })
    },
    onIdle() {
      for (const [question, { notification }] of questions) {
        if (kernel.stillThere(listener, notification)) continue
        questions.delete(question)
        post({ kind: 'gone', question })
      }
      reapOrphans()
    },
    started: () => agents.size > 0,
    setJudge(made) {
      judge = made
    },
  }
}

function fileOf(thread: number, cwd: string, request: Request): Located | Unlocated {
  if (request.directory === null) return locate(thread, cwd, request.path)
  const directory = `/proc/${thread}/fd/${request.directory}`
  if (request.path === '') return behind(directory)
  const base = link(directory)
  if (base === null) return { kind: 'unlocated', error: errno.ENOENT }
  return locate(thread, base, request.path)
}

function isSetuid(reach: string): boolean {
  try {
    return (statSync(reach).mode & SETUID) !== 0
  } catch {
    return false
  }
}

function mayStart(children: Children, argv: readonly string[]): boolean {
  return children === 'any' || children.some((child) => matches(byName(argv), child))
}

function realpathHere(path: string): string | null {
  try {
    return realpathSync.native(path)
  } catch {
    return null
  }
}

function callsOf(convention: Convention): ReadonlyMap<number, FileCall> {
  return new Map([
    ...convention.change.map(([name, nr]) => [nr, name] as const),
    ...convention.open.map(([name, nr]) => [nr, name] as const),
  ])
}

function stateOf({ agent, home, state }: SupervisorData): readonly string[] {
  return [...shapeOf(agent).state.map((path) => path.replace(/^~(?=\/)/, home)), ...state]
}
