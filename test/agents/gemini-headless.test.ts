import { resolve } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { gemini } from './gemini.ts'
import type { Call, Turn } from './model.ts'
import { finished, openStage, type Stage, type StageOptions } from './stage.ts'

let stage: Stage

afterEach(() => stage.close())

/** `gater run -- gemini -p hello …` without a terminal, so that nobody can answer. */
async function runAlone(
  turns: readonly Turn[],
  options: StageOptions & { args?: readonly string[] } = {},
) {
  stage = await openStage({ hello: turns }, { ...options, agent: gemini })
  return finished(stage.gater(['run', '--', 'gemini', '-p', 'hello', ...(options.args ?? [])]))
}

const shell = (id: string, command: string): Call => ({
  tool: 'run_shell_command',
  id,
  input: { command, description: `do ${id}` },
})
const write = (id: string): Call => ({
  tool: 'write_file',
  id,
  input: { file_path: 'w.txt', content: 'x\n' },
})
const nobody = 'This needs a person to approve it, and nobody was there; it did not run.'

test('what is allowed runs as it was written, and its outcome is in the journal', async () => {
  const { code, stdout } = await runAlone(
    [
      { text: 'I will look around.', calls: [shell('t1', 'ls | wc -l; echo \'$x\' "é 漢"')] },
      { calls: [shell('t2', 'cat missing.txt')] },
      { calls: [write('t3')] },
      {
        calls: [
          {
            tool: 'replace',
            id: 't4',
            input: {
              file_path: 'a.txt',
              instruction: 'change it',
              old_string: 'old',
              new_string: '$& new',
            },
          },
        ],
      },
    ],
    { policy: 'allow:\n  - write *.txt\n', files: { 'a.txt': 'an old word\n' } },
  )
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'I will look around.\nDone.\n' })
  expect(stage.model.result('t1')).toContain('Output: 1\\n$x é 漢\\n')
  expect(stage.read('w.txt')).toBe('x\n')
  expect(stage.read('a.txt')).toBe('an $& new word\n')
  expect(await stage.log()).toMatchObject([
    {
      kind: 'command',
      command: 'ls | wc -l; echo \'$x\' "é 漢"',
      reason: 'I will look around.\n\ndo t1',
      decision: 'approved',
      by: 'rule',
      outcome: { exitCode: 0 },
    },
    { command: 'cat missing.txt', outcome: { exitCode: 1 } },
    { kind: 'write', path: stage.path('w.txt'), outcome: { changes: [stage.path('w.txt')] } },
    { kind: 'write', path: stage.path('a.txt'), outcome: { changes: [stage.path('a.txt')] } },
  ])
  const shown = stage.journal().flatMap(({ action }) => (action?.kind === 'write' ? [action] : []))
  expect(shown.map(({ content }) => content)).toEqual(['x\n', 'an $& new word\n'])
})

test('what would be asked is rejected without a reviewer, and does not happen', async () => {
  const { code } = await runAlone(
    [
      { calls: [shell('t1', 'touch made.txt')] },
      { calls: [write('t2')] },
      { calls: [shell('t3', 'cat .env')] },
      { calls: [{ tool: 'web_fetch', id: 't4', input: { prompt: 'read https://example.com/' } }] },
      { calls: [{ tool: 'read_file', id: 't5', input: { file_path: 'a.txt' } }] },
    ],
    { files: { 'a.txt': 'hello a\n', '.env': 'TOKEN=1\n' } },
  )
  expect(code).toBe(0)
  for (const id of ['t1', 't2', 't3', 't4']) expect(stage.model.result(id)).toContain(nobody)
  expect(stage.model.result('t5')).toContain('hello a')
  expect(stage.exists('made.txt')).toBe(false)
  expect(stage.exists('w.txt')).toBe(false)
})

describe('an MCP tool', () => {
  const server = resolve(import.meta.dirname, 'mcp-server.js')
  const files = {
    '.gemini/settings.json': {
      mcpServers: { stage: { command: process.execPath, args: [server] } },
    },
  }
  const turns = [{ calls: [{ tool: 'mcp_stage_echo', id: 't1', input: { words: 'hi' } }] }]
  const starts = `  - "${process.execPath} ${server}"\n`

  test('is asked', async () => {
    const { stderr } = await runAlone(turns, { files, policy: `allow:\n${starts}` })
    expect(stage.model.result('t1')).toContain(nobody)
    expect(stage.exists('echoed.txt')).toBe(false)
    expect(stderr).toContain("if gater's hook were killed, MCP tools would still run, of: stage")
  })

  test('runs where a rule allows it', async () => {
    await runAlone(turns, { files, policy: `allow:\n${starts}  - call mcp_stage_*\n` })
    expect(stage.model.result('t1')).toContain('echo: hi')
    expect(stage.read('echoed.txt')).toBe('hi')
  })
})

test('--yolo is no way around', async () => {
  const { stderr } = await runAlone([{ calls: [shell('t1', 'touch made.txt')] }], {
    args: ['--yolo'],
  })
  expect(stderr).toContain('--yolo became the default mode: gater answers instead')
  expect(stage.model.result('t1')).toContain(nobody)
  expect(stage.exists('made.txt')).toBe(false)
})

test('a flag that would remove the gate stops the start', async () => {
  const { code, stderr } = await runAlone([], { args: ['--acp'] })
  expect(code).toBe(125)
  expect(stderr).toContain(
    'gater: error: gemini `--acp` cannot be gated: hooks are not asked there\ngater: hint: leave it out\n',
  )
  expect(stage.model.heard()).toBe('')
})

test("the person's own settings stay as they are, and what they link to is used", async () => {
  await runAlone([{ calls: [shell('t1', 'pwd')] }], {
    files: { '~/.gemini/GEMINI.md': 'Always say aubergine.\n' },
  })
  expect(stage.model.heard()).toContain('Always say aubergine.')
  const own = gemini.files(stage.project, stage.model)['~/.gemini/settings.json']
  expect(JSON.parse(stage.read('../home/.gemini/settings.json'))).toEqual(own)
})
