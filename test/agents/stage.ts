import { type ChildProcess, spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { arch, platform, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { type Model, startModel, type Turn } from './model.ts'
import { end, processesOf } from './processes.ts'
import { openTerminal, type Size, type Terminal } from './terminal.ts'

const gater = resolve(import.meta.dirname, '../../bin/gater.js')

/** An empty home, a project, the real agent on PATH and a model that says what the script says. */
export interface Stage {
  project: string
  home: string
  env: Readonly<Record<string, string>>
  model: Model
  /** Absolute path in the project. */
  path(name: string): string
  exists(name: string): boolean
  read(name: string): string
  /** Starts gater without a terminal. */
  gater(args: readonly string[], env?: Readonly<Record<string, string>>): Running
  /** Starts gater in a terminal of its own. */
  terminal(args: readonly string[], env?: Readonly<Record<string, string>>, size?: Size): Terminal
  /** What `gater log --json` says, oldest first. */
  log(): Promise<LogLine[]>
  /** The lines of the journal itself. */
  journal(): JournalLine[]
  close(): Promise<void>
}

/** The fields of a journal line that the tests look at. */
export interface JournalLine {
  type: string
  event?: string
  decision?: string
  action?: { kind: string; path: string; content: string }
}

export interface Running {
  child: ChildProcess
  /** Settles when it has ended and its output is through. */
  done: Promise<{ code: number | null; stdout: string; stderr: string }>
}

/** The fields of `gater log --json` that the tests look at. */
export interface LogLine {
  kind: string
  command?: string
  path?: string
  tool?: string
  reason: string | null
  verdict: string
  decision: string
  by: string
  note: string | null
  outcome: { exitCode: number | null; durationMs: number | null; changes: string[] } | null
}

/** An agent on the stage: its program, the model that it speaks with, and a person who has been here before. */
export interface StageAgent {
  name: string
  /** Absolute path of its program. */
  program(): string
  startModel(script: Readonly<Record<string, readonly Turn[]>>): Promise<Model>
  env(model: Model): Readonly<Record<string, string>>
  /** Files of the project and, from `~/` on, of the home. */
  files(project: string, model: Model): Readonly<Record<string, string | object>>
}

export interface StageOptions {
  /** Claude Code where it is not given. */
  agent?: StageAgent
  /** Files of the project and, from `~/` on, of the home. */
  files?: Readonly<Record<string, string | object>>
  /** The person's `.gatercrc`. */
  policy?: string
}

export async function openStage(
  script:
    | Readonly<Record<string, readonly Turn[]>>
    | ((project: string) => Readonly<Record<string, readonly Turn[]>>),
  { agent = claude, files = {}, policy }: StageOptions = {},
): Promise<Stage> {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'gater-agents-')))
  const [home, project, bin] = ['home', 'shop', 'bin'].map((name) => join(dir, name)) as [
    string,
    string,
    string,
  ]
  for (const made of [home, project, bin]) mkdirSync(made)
  symlinkSync(agent.program(), join(bin, agent.name))
  symlinkSync(gater, join(bin, 'gater'))
  const model = await agent.startModel(typeof script === 'function' ? script(project) : script)

  const place = (name: string, content: string | object) => {
    const path = name.startsWith('~/') ? join(home, name.slice(2)) : join(project, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  }
  for (const [name, content] of Object.entries(agent.files(project, model))) place(name, content)
  const rc = join(home, '.config/gater/.gatercrc')
  if (policy !== undefined) place('~/.config/gater/.gatercrc', policy)
  for (const [name, content] of Object.entries(files)) place(name, content)

  const env: Record<string, string> = {
    HOME: home,
    PATH: `${bin}:${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
    SHELL: '/bin/bash',
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    NO_COLOR: '1',
    ...agent.env(model),
  }
  const terminals: Terminal[] = []
  const children: ChildProcess[] = []

  const stage: Stage = {
    project,
    home,
    env,
    model,
    path: (name) => join(project, name),
    exists: (name) => existsSync(join(project, name)),
    read: (name) => readFileSync(join(project, name), 'utf8'),
    gater(args, more = {}) {
      const child = spawn(process.execPath, [gater, ...args], {
        cwd: project,
        env: { ...env, ...more },
        stdio: ['pipe', 'pipe', 'pipe'],
      })
      children.push(child)
      return { child, done: finish(child) }
    },
    terminal(args, more = {}, size) {
      const terminal = openTerminal(
        process.execPath,
        [gater, ...args],
        { cwd: project, env: { ...env, ...more } },
        size,
      )
      terminals.push(terminal)
      return terminal
    },
    async log() {
      const running = stage.gater(['log', '--json'])
      running.child.stdin?.end()
      const { stdout } = await running.done
      return stdout
        .split('\n')
        .filter(Boolean)
        .map((line): LogLine => JSON.parse(line))
    },
    journal() {
      const segments = join(home, '.local/state/gater/journal')
      return readdirSync(segments)
        .filter((name) => name.endsWith('.jsonl'))
        .flatMap((name) => readFileSync(join(segments, name), 'utf8').split('\n'))
        .filter(Boolean)
        .map((line): JournalLine => JSON.parse(line))
    },
    async close() {
      for (const terminal of terminals) terminal.close()
      for (const child of children) child.kill('SIGKILL')
      // An agent whose gater was killed lives on.
      for (const pid of processesOf(home, /./)) end(pid)
      await model.close()
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
    },
  }
  if (policy !== undefined) {
    const confirmed = await finished(stage.gater(['trust', rc, '--yes']))
    if (confirmed.code !== 0) throw new Error(`gater trust: ${confirmed.stderr}`)
  }
  return stage
}

/** Ends the input and waits: what a script around gater does. */
export async function finished(running: Running) {
  running.child.stdin?.end()
  return running.done
}

const claude: StageAgent = {
  name: 'claude',
  program: claudeBinary,
  startModel,
  env: (model) => ({
    ANTHROPIC_BASE_URL: model.url,
    ANTHROPIC_API_KEY: apiKey,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    DISABLE_ERROR_REPORTING: '1',
    DISABLE_TELEMETRY: '1',
    // In the private namespace everyone is root, and Claude Code wants to hear that this is no accident.
    IS_SANDBOX: '1',
  }),
  files: (project) => ({ '~/.claude.json': knownPerson(project) }),
}

const apiKey = 'sk-ant-a-key-for-the-scripted-model'

/** A person who has been here before: no onboarding, no trust dialog, the key accepted. */
function knownPerson(project: string) {
  return {
    hasCompletedOnboarding: true,
    theme: 'dark',
    numStartups: 5,
    customApiKeyResponses: { approved: [apiKey.slice(-20)], rejected: [] },
    projects: {
      [project]: { hasTrustDialogAccepted: true, hasCompletedProjectOnboarding: true },
    },
  }
}

/** The native program, beside the npm package: that one needs its install script to find it. */
function claudeBinary(): string {
  const packages = join(import.meta.dirname, 'node_modules/@anthropic-ai')
  const names = readdirSync(packages).filter((name) =>
    name.startsWith(`claude-code-${platform()}-${arch()}`),
  )
  const found = names.map((name) => join(packages, name, 'claude')).find((path) => existsSync(path))
  if (found === undefined)
    throw new Error(`no Claude Code for ${platform()}-${arch()} in ${packages}`)
  return found
}

async function finish(child: ChildProcess) {
  child.stdin?.on('error', () => {}) // It may end without having read anything.
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout as NodeJS.ReadableStream),
    text(child.stderr as NodeJS.ReadableStream),
    new Promise<number | null>((exit) => child.once('close', exit)),
  ])
  return { code, stdout, stderr }
}
