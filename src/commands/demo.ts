import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { GaterError } from '../action/error.ts'
import { type Io, stateDir } from '../action/io.ts'
import { chooseExecGate } from '../host/exec/choose.ts'
import { packagePlaces } from '../host/package.ts'
import { findProgram } from '../host/program.ts'
import { verify } from '../journal/verify.ts'
import { runAgent } from './run.ts'

/**
 * Runs a small agent behind the gate, in a project of its own that may be broken. It changes nothing of the person's:
 * its configuration and journal are in the same scratch directory.
 */
export async function demo(options: { input?: boolean }, io: Io): Promise<number> {
  const scratch = await realpath(await mkdtemp(join(tmpdir(), 'gater-demo-')))
  const project = join(scratch, 'shop')
  await makeProject(project, scratch, io)
  const here: Io = {
    ...io,
    cwd: project,
    env: {
      ...io.env,
      XDG_STATE_HOME: join(scratch, 'state'),
      XDG_CONFIG_HOME: join(scratch, 'config'),
    },
  }
  io.stderr.write(`gater: a demo agent fixes a bug in ${project}; you decide what it may do\n`)
  const agent = {
    path: process.execPath,
    wrapper: [packagePlaces.demoAgent],
    args: [],
    channel: null,
    name: 'demo',
  }
  const execGate = await chooseExecGate('auto')
  const code = await runAgent(agent, { ...options, execGate }, here)

  const journal = join(stateDir(here), 'journal')
  const { faults, lines } = await verify(journal)
  const state = faults.length === 0 ? 'whole' : 'damaged'
  io.stderr.write(`gater: all of it is in the journal: ${lines} lines, ${state}, ${journal}\n`)
  io.stderr.write(`gater: next: gater run -- claude\n`)
  return faults.length === 0 ? code : 1
}

// --- internal ---

const files: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "shop", "private": true, "type": "module" }\n',
  'price.js': `/** A price with tax; the rate is in percent. */
export function gross(net, rate) {
  return net + net * rate / 10
}
`,
  'price.test.js': `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gross } from './price.js'

test('19 percent on 100', () => assert.equal(gross(100, 19), 119))
`,
}

/** What git does not know: nothing brings it back. */
const untracked: Readonly<Record<string, string>> = {
  'build/price.min.js': 'export const gross=(n,r)=>n+n*r/10\n',
  'notes.txt': 'Call Anna about the tax rates.\n',
}

async function makeProject(project: string, scratch: string, io: Io): Promise<void> {
  await write(project, files)
  const git = findGit(io)
  const run = (...args: string[]) =>
    promisify(execFile)(git, args, {
      cwd: project,
      env: {
        PATH: io.env.PATH,
        HOME: scratch,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: 'Demo',
        GIT_AUTHOR_EMAIL: 'demo@localhost',
        GIT_COMMITTER_NAME: 'Demo',
        GIT_COMMITTER_EMAIL: 'demo@localhost',
      },
    })
  const remote = join(scratch, 'origin.git')
  await run('init', '--quiet', '--bare', remote)
  await run('init', '--quiet', '--initial-branch=main')
  await run('add', '.')
  await run('commit', '--quiet', '--message', 'Prices with tax')
  await run('remote', 'add', 'origin', remote)
  await write(project, untracked)
}

async function write(dir: string, contents: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(contents)) {
    const path = join(dir, name)
    await mkdir(join(path, '..'), { recursive: true })
    await writeFile(path, text)
  }
}

function findGit(io: Io): string {
  try {
    return findProgram('git', io)
  } catch (cause) {
    throw new GaterError('the demo needs `git`', { hint: 'install the package `git`', cause })
  }
}
