import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { codex } from './codex.ts'
import type { Turn } from './model.ts'
import { finished, openStage, type Stage, type StageOptions } from './stage.ts'

let stage: Stage

afterEach(() => stage.close())

type Script = (project: string) => Readonly<Record<string, readonly Turn[]>>

/** Codex without a sandbox of its own, which not every machine can make. */
const command = ['codex', 'exec', '--skip-git-repo-check', '-s', 'danger-full-access']

/** `gater run -- codex exec … hello` without a terminal, so that nobody can answer. */
async function runAlone(
  script: Script,
  options: StageOptions & { args?: readonly string[]; model?: string } = {},
) {
  stage = await openStage(script, { agent: codex(options.model), ...options })
  return finished(stage.gater(['run', '--', ...command, ...(options.args ?? []), 'hello']))
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
