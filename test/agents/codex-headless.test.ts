import { resolve } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { codex } from './codex.ts'
import type { Turn } from './model.ts'
import { finished, openStage, type Stage, type StageOptions } from './stage.ts'

let stage: Stage

afterEach(() => stage.close())

type Script = (project: string) => Readonly<Record<string, readonly Turn[]>>

/** Codex, by default without a sandbox of its own, which not every machine can make. */
const command = (sandbox = 'danger-full-access') => [
  ...['codex', 'exec', '--skip-git-repo-check', '-s', sandbox],
]

/** `gater run -- codex exec … hello` without a terminal, so that nobody can answer. */
async function runAlone(
  script: Script,
  options: StageOptions & { args?: readonly string[]; model?: string; sandbox?: string } = {},
) {
  stage = await openStage(script, { agent: codex(options.model), ...options })
  return finished(
    stage.gater(['run', '--', ...command(options.sandbox), ...(options.args ?? []), 'hello']),
  )
}

const shell = (id: string, cmd: string) => ({ tool: 'exec_command', id, input: { cmd } })
const patch = (id: string, ...lines: readonly string[]) => ({
  tool: 'apply_patch',
  id,
  input: { text: ['*** Begin Patch', ...lines, '*** End Patch'].join('\n') },
})
const nobody = /This needs a person to approve it, and nobody was there; it did not run\./

test('what is allowed runs, and its outcome is in the journal', async () => {
  const { code, stdout } = await runAlone(
    () => ({
      hello: [
        { text: 'I will look around.', calls: [shell('t1', 'ls')] },
        { thinking: 'A file, then.', calls: [shell('t2', 'touch made.txt')] },
        { calls: [patch('t3', '*** Update File: a.txt', '@@', ' a', '-b', '+B')] },
      ],
    }),
    {
      policy: 'allow:\n  - touch made.txt\n  - write made.txt\n  - write a.txt\n',
      files: { 'a.txt': 'a\nb\n' },
    },
  )
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'Done.\n' })
  expect(stage.model.result('t1')).toContain('a.txt')
  expect(stage.exists('made.txt')).toBe(true)
  expect(stage.read('a.txt')).toBe('a\nB\n')
  expect(await stage.log()).toMatchObject([
    {
      kind: 'command',
      command: 'ls',
      reason: 'I will look around.',
      decision: 'approved',
      by: 'rule',
      outcome: {},
    },
    { command: 'touch made.txt', reason: 'A file, then.', decision: 'approved', outcome: {} },
    { kind: 'write', path: stage.path('a.txt'), decision: 'approved', outcome: {} },
  ])
})

test('what would be asked is rejected without a reviewer, and does not happen', async () => {
  const { code } = await runAlone(
    () => ({
      hello: [
        { text: 'I make things.', calls: [shell('t1', 'touch made.txt')] },
        { calls: [patch('t2', '*** Add File: w.txt', '+x')] },
        {
          calls: [
            patch(
              't3',
              '*** Add File: w.txt',
              '+x',
              '*** Update File: old.txt',
              '@@',
              '-old',
              '+new',
            ),
          ],
        },
        { calls: [patch('t4', '*** Delete File: old.txt')] },
        {
          calls: [
            shell(
              't5',
              "apply_patch <<'EOF'\n*** Begin Patch\n*** Add File: w.txt\n+x\n*** End Patch\nEOF",
            ),
          ],
        },
        { calls: [{ tool: 'view_image', id: 't6', input: { path: '.env' } }] },
      ],
    }),
    { files: { 'old.txt': 'old\n', '.env': 'TOKEN=1\n' } },
  )
  expect(code).toBe(0)
  for (const id of ['t1', 't2', 't3', 't4', 't5', 't6'])
    expect(stage.model.result(id)).toMatch(nobody)
  expect(stage.exists('made.txt')).toBe(false)
  expect(stage.exists('w.txt')).toBe(false)
  expect(stage.read('old.txt')).toBe('old\n')
  expect((await stage.log()).map(({ kind, decision, by }) => [kind, decision, by])).toEqual([
    ['command', 'rejected', 'no-reviewer'],
    ['write', 'rejected', 'no-reviewer'],
    ['call', 'rejected', 'no-reviewer'],
    ['write', 'rejected', 'no-reviewer'],
    ['command', 'rejected', 'no-reviewer'],
    ['call', 'rejected', 'no-reviewer'],
  ])
})

test('the calls of a script of the model pass the gate one by one', async () => {
  await runAlone(
    () => ({
      hello: [
        {
          text: 'A script will do.',
          calls: [
            {
              tool: 'exec',
              id: 't1',
              input: {
                text: `const seen = await tools.exec_command({ cmd: 'ls' })
text(JSON.stringify(seen))
await tools.exec_command({ cmd: 'touch made.txt' })`,
              },
            },
          ],
        },
      ],
    }),
    { model: 'gpt-6.1-sol', files: { 'a.txt': 'a\n' } },
  )
  expect(stage.model.result('t1')).toMatch(nobody)
  expect(stage.exists('made.txt')).toBe(false)
  expect(await stage.log()).toMatchObject([
    { command: 'ls', reason: 'A script will do.', decision: 'approved' },
    { command: 'touch made.txt', reason: 'A script will do.', decision: 'rejected' },
  ])
})

test('a shell in a terminal, into which a model could type unseen, is not to be had', async () => {
  await runAlone(() => ({
    hello: [{ calls: [{ tool: 'exec_command', id: 't1', input: { cmd: 'ls', tty: true } }] }],
  }))
  expect(stage.model.result('t1')).toContain('TTY execution is disabled by config')
})

describe('an MCP tool', () => {
  const program = resolve(import.meta.dirname, 'mcp-server.js')
  const args = ['-c', `mcp_servers.stage={command="node",args=["${program}"]}`]
  // A server is a program that starts: without the exec gate, too, the test is the same.
  const start = `allow:\n  - node ${program}\n`
  const script: Script = () => ({
    hello: [{ calls: [{ tool: 'mcp__stage__echo', id: 't1', input: { words: 'hi' } }] }],
  })

  test('is asked', async () => {
    await runAlone(script, { args, policy: start })
    expect(stage.model.result('t1')).toMatch(nobody)
    expect(stage.exists('echoed.txt')).toBe(false)
  })

  test('runs where a rule allows it, also where Codex would ask as well', async () => {
    const policy = `${start}  - call mcp__stage__*\n`
    await runAlone(script, { args, policy, sandbox: 'workspace-write' })
    expect(stage.model.result('t1')).toContain('echo: hi')
    expect(stage.read('echoed.txt')).toBe('hi')
  })
})

test.each([
  [
    'a flag',
    ['--disable', 'hooks'],
    "codex `features.hooks` on the command line cannot be gated: gater's hook hangs on it",
  ],
  [
    'a setting',
    ['-c', 'hooks.PreToolUse=[]'],
    "codex `hooks.PreToolUse` on the command line cannot be gated: gater's hook hangs on it",
  ],
])('%s that would remove the gate stops the start', async (_name, args, message) => {
  const { code, stderr } = await runAlone(() => ({}), { args })
  expect(code).toBe(125)
  expect(stderr).toContain(`gater: error: ${message}\n`)
  expect(stage.model.heard()).toBe('')
})

test('a configuration that switches hooks off is outranked', async () => {
  stage = await openStage(() => ({ hello: [{ calls: [shell('t1', 'touch made.txt')] }] }), {
    agent: codex(),
    files: { '.codex/config.toml': '[features]\nhooks = false\nunified_exec_tty = true\n' },
  })
  await finished(stage.gater(['run', '--', ...command(), 'hello']))
  expect(stage.model.result('t1')).toMatch(nobody)
  expect(stage.exists('made.txt')).toBe(false)
})

test('hooks of the person are named at the start', async () => {
  const theirs = [{ matcher: '.*', hooks: [{ type: 'command', command: 'true' }] }]
  const { stderr } = await runAlone(() => ({}), {
    files: { '~/.codex/hooks.json': { hooks: { PreToolUse: theirs } } },
  })
  expect(stderr).toContain('/.codex/hooks.json has PreToolUse hooks of its own')
})

test('a Codex that does not tell whether it trusts the hook does not start', async () => {
  stage = await openStage({}, { agent: { ...codex(), program: () => '/bin/true' } })
  const { code, stderr } = await finished(stage.gater(['run', '--', ...command(), 'hello']))
  expect(code).toBe(125)
  expect(stderr).toContain(
    "gater: error: codex does not tell whether gater's hook would be asked\ngater: hint: does it start by itself?\n",
  )
})

test('what starts no agent passes as it is', async () => {
  stage = await openStage({}, { agent: codex() })
  const { code, stdout } = await finished(stage.gater(['run', '--', 'codex', '--version']))
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'codex-cli 0.169.0\n' })
})
