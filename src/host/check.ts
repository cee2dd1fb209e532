import { execFile } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { access, constants, stat } from 'node:fs/promises'
import process from 'node:process'
import { promisify } from 'node:util'
import { type Io, stateDir } from '../action/io.ts'
import { isWithin } from '../action/place.ts'
import type { Channel } from '../channel/channel.ts'
import { channels } from '../channel/index.ts'
import { verify } from '../journal/verify.ts'
import { findWorkspace } from '../policy/circumstances.ts'
import { loadPolicy } from '../policy/config.ts'
import { inForeground } from '../review/foreground.ts'
import { checkEnvironment } from './environment.ts'
import { probeExecGate } from './exec/probe.ts'
import { errorLine } from './fault.ts'
import { loadKernel } from './kernel.ts'
import { checkOutside } from './outside.ts'
import { packagePlaces } from './package.ts'
import { findProgram } from './program.ts'
import { liveSessions, openSessions } from './sessions.ts'
import { openPty } from './terminal/pty.ts'

/** What a check found out about this machine. */
export interface Finding {
  /** `fail`: gater does not start, or refuses everything. `warn`: a guarantee less. */
  state: 'ok' | 'warn' | 'fail'
  found: string
  /** What that means for the person. */
  follows?: string
  /** What to do about it. */
  todo?: string
}

export interface Check {
  title: string
  /** May reject: that is a failure, too. */
  check(io: Io, places: CheckedPlaces): Promise<Finding>
}

export interface CheckedPlaces {
  /** The journal's directory. */
  journal: string
}

/** What `gater doctor` looks at, in this order. */
export const checks: readonly Check[] = [
  {
    title: 'node',
    async check() {
      const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
      const found = `${process.versions.node}, ${process.execPath}`
      return major > 20 || (major === 20 && minor >= 12)
        ? ok(found)
        : { state: 'fail', found, follows: 'gater needs 20.12 or later', todo: 'update node' }
    },
  },
  {
    title: 'environment',
    async check(io) {
      checkEnvironment(io.env)
      return ok('nothing in it loads code into gater')
    },
  },
  {
    title: 'configuration',
    async check(io) {
      const { files, pending } = await loadPolicy(io, findWorkspace(io.cwd, io.home))
      if (pending.length === 0) return ok(files.length === 0 ? 'none' : files.join(', '))
      const names = pending.map(({ file }) => file)
      return {
        state: 'warn',
        found: `not confirmed: ${names.join(', ')}`,
        follows: 'only what it tightens holds',
        todo: names.map((file) => `gater trust ${file}`).join('; '),
      }
    },
  },
  {
    title: 'workspace',
    async check(io) {
      const workspace = findWorkspace(io.cwd, io.home)
      checkOutside(workspace.root, { gater: packagePlaces.root, node: process.execPath })
      if (workspace.forRules !== null) return ok(workspace.root)
      return {
        state: 'warn',
        found: `${workspace.root} is a home directory or above one`,
        follows: 'rules about paths do not apply here, so that more is asked',
        todo: 'start gater in a project',
      }
    },
  },
  {
    title: 'terminal',
    async check() {
      if (inForeground()) return ok('questions can be asked here')
      return {
        state: 'warn',
        found: 'this process has no terminal',
        follows: 'what would be asked is rejected, unless `--wait` lets a `gater review` answer',
      }
    },
  },
  {
    title: 'koffi',
    async check() {
      const kernel = await loadKernel()
      if (!('missing' in kernel)) return ok('the kernel tells who connects to the review socket')
      return {
        state: 'warn',
        found: kernel.missing,
        follows: 'no `gater review` is let in; only the terminal that gater has can answer',
        todo: process.platform === 'linux' ? 'npm install -g gater --include=optional' : undefined,
      }
    },
  },
  {
    title: 'exec gate',
    async check() {
      const probe = await probeExecGate()
      if (probe.available) return ok('no program of an agent starts undecided')
      return {
        state: 'warn',
        found: probe.reason,
        follows: "only what an agent's own hooks ask is decided; `gater run --strict` asks first",
      }
    },
  },
  {
    title: 'node-pty',
    async check() {
      try {
        ;(await openPty(80, 24)).drain()
        return ok('an agent can have a terminal of its own, with questions over it')
      } catch (error) {
        return {
          state: 'warn',
          found: errorLine(error),
          follows: 'an agent that draws is answered by `gater review` in another terminal',
        }
      }
    },
  },
  {
    title: 'curl',
    async check(io) {
      const path = tryFind('curl', io)
      if (path !== null) return ok(path)
      return {
        state: 'warn',
        found: 'not on PATH',
        follows: 'each call of a hook starts node instead, ten times slower',
        todo: 'apt install curl, or what your system has for it',
      }
    },
  },
  {
    title: 'sessions',
    async check(io) {
      const dir = await openSessions(stateDir(io))
      const { length } = await liveSessions(dir)
      return ok(`${length} running, ${dir} is private`)
    },
  },
  {
    title: 'journal is writable',
    async check(_io, { journal }) {
      try {
        await access(journal, constants.W_OK)
      } catch (error) {
        if (!isAbsent(error)) throw error
        return ok(`${journal} will be made at the first start`)
      }
      const { mode } = await stat(journal)
      if ((mode & 0o077) === 0) return ok(`${journal} is private`)
      return {
        state: 'warn',
        found: `${journal} is open to others`,
        follows: 'others can read what your agents do',
        todo: `chmod 700 ${journal}`,
      }
    },
  },
  {
    title: 'journal is whole',
    async check(_io, { journal }) {
      const { faults, segments, lines } = await verify(journal)
      const [first] = faults
      if (first === undefined) return ok(`${lines} lines in ${segments} segments`)
      return {
        state: 'fail',
        found: `${first.segment}${first.line === null ? '' : `:${first.line}`}: ${first.what}`,
        follows: 'somebody, or a crash, changed what was recorded; new sessions use new segments',
        todo: 'gater log verify',
      }
    },
  },
  ...channels.map((channel) => ({
    title: channel.name,
    check: (io: Io) => checkAgent(channel, io),
  })),
]

/** Runs a check; one that rejects has failed. */
export async function runCheck({ check }: Check, io: Io, places: CheckedPlaces): Promise<Finding> {
  try {
    return await check(io, places)
  } catch (error) {
    return { state: 'fail', found: errorLine(error), follows: 'gater does not start an agent' }
  }
}

// --- internal ---

function ok(found: string): Finding {
  return { state: 'ok', found }
}

async function checkAgent(channel: Channel, io: Io): Promise<Finding> {
  const path = channel.programs.map((name) => tryFind(name, io)).find((found) => found !== null)
  if (path === undefined || path === null) {
    return ok(`not installed; tested with ${channel.tested}`)
  }
  // Asking for its version would start what the workspace chose (design.md, invariant 13).
  if (isWithin(realpathSync(path), findWorkspace(io.cwd, io.home).root)) {
    return {
      state: 'warn',
      found: `${path} lies inside the workspace, so that doctor does not start it`,
      follows: 'whatever changes the workspace can change it',
      todo: 'install it elsewhere',
    }
  }
  const version = await versionOf(path, io)
  const found = `${path}, ${version ?? 'version unknown'}; tested with ${channel.tested}`
  if (version?.includes(channel.tested)) return ok(found)
  return {
    state: 'warn',
    found,
    follows:
      'it may speak to its hooks in another way than gater knows; that is a "no", and is said',
  }
}

async function versionOf(path: string, io: Io): Promise<string | null> {
  try {
    const run = promisify(execFile)(path, ['--version'], {
      env: { ...io.env },
      cwd: io.home,
      timeout: 10_000,
    })
    return /\d+\.\d+[\w.-]*/.exec((await run).stdout)?.[0] ?? null
  } catch {
    return null
  }
}

function tryFind(name: string, { env, cwd }: Io): string | null {
  try {
    return findProgram(name, { env, cwd })
  } catch {
    return null
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
