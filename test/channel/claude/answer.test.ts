import { expect, test } from 'vitest'
import type { Action } from '../../../src/action/action.ts'
import type { Decision } from '../../../src/action/decision.ts'
import type { Native } from '../../../src/channel/channel.ts'
import { claude } from '../../../src/channel/claude.ts'

const bash: Native = {
  tool: 'Bash',
  input: { command: 'rm a', description: 'Remove a', timeout: 5 },
}
const command: Action = { kind: 'command', command: 'rm a', cwd: '/p' }

function reply(decision: Partial<Decision>, native: Native = bash) {
  const action = decision.action ?? command
  const answer = claude.reply(
    {
      kind: 'propose',
      native,
      proposal: {
        id: '1',
        action,
        agent: 'claude',
        channel: 'claude',
        reason: null,
        confidence: null,
      },
    },
    {
      kind: 'approved',
      by: 'human',
      action,
      note: null,
      reviewer: 'terminal',
      waitedMs: 1,
      ...decision,
    },
  )
  expect(answer).toMatchObject({ exitCode: 0, stderr: '' })
  const output = JSON.parse(answer.stdout).hookSpecificOutput
  expect(output.hookEventName).toBe('PreToolUse')
  return { output, approved: answer.approved }
}

test('approved: allowed as it is, and that is what may run', () => {
  const { output, approved } = reply({})
  expect(output).toEqual({ hookEventName: 'PreToolUse', permissionDecision: 'allow' })
  expect(approved).toEqual(bash)
})

test('approved with a note: the model hears it', () => {
  expect(reply({ note: 'mind the lock' }).output.additionalContext).toBe('mind the lock')
})

test.each([
  ["the gate's words, as they are", 'The person rejected this. They say: "use git rm"', undefined],
  ['something, where there are none', null, 'gater rejected this; it did not run'],
])('rejected: the model hears %s', (_name, note, reason) => {
  const { output, approved } = reply({ kind: 'rejected', note })
  expect(output).toEqual({
    hookEventName: 'PreToolUse',
    permissionDecision: 'deny',
    permissionDecisionReason: reason ?? note,
  })
  expect(approved).toBeUndefined()
})

test.each([
  [
    'a command keeps the other fields of its input',
    bash,
    { ...command, command: 'rm b' },
    { command: 'rm b', description: 'Remove a', timeout: 5 },
    null,
  ],
  [
    'a Write',
    { tool: 'Write', input: { file_path: '/p/a', content: 'x' }, before: null },
    { kind: 'write', path: '/p/a', content: 'y' },
    { file_path: '/p/a', content: 'y' },
    '{"content":"y"}',
  ],
  [
    'an Edit becomes the whole file for the whole file',
    {
      tool: 'Edit',
      input: { file_path: '/p/a', old_string: 'x', new_string: 'y', replace_all: true },
      before: '1 x\n',
    },
    { kind: 'write', path: '/p/a', content: '2 z\n' },
    { file_path: '/p/a', old_string: '1 x\n', new_string: '2 z\n', replace_all: false },
    '{"old_string":"1 x\\n","new_string":"2 z\\n","replace_all":false}',
  ],
  [
    'a call',
    { tool: 'mcp__gt__echo', input: { msg: 'hi' } },
    { kind: 'call', tool: 'mcp__gt__echo', input: { msg: 'ho' } },
    { msg: 'ho' },
    null,
  ],
] as const)('edited: %s', (_name, native, action, input, changed) => {
  const note = 'The person changed this.'
  const { output, approved } = reply({ kind: 'edited', action: action as Action, note }, native)
  expect(output).toEqual({
    hookEventName: 'PreToolUse',
    permissionDecision: 'allow',
    updatedInput: input,
    additionalContext: changed === null ? note : `${note}\nIts input is now: ${changed}`,
  })
  expect(approved).toEqual({ tool: native.tool, input })
})

test.each([
  [
    'a notebook',
    { tool: 'NotebookEdit', input: { notebook_path: '/n' }, before: '{}' },
    { kind: 'write', path: '/n', content: '{}' },
  ],
  [
    'a delete',
    { tool: 'Write', input: { file_path: '/p/a', content: '' }, before: 'x' },
    { kind: 'write', path: '/p/a', content: null },
  ],
  [
    'another file',
    { tool: 'Edit', input: { file_path: '/p/a' }, before: 'x' },
    { kind: 'write', path: '/p/b', content: 'y' },
  ],
] as const)('edited into what the tool cannot do: %s', (_name, native, action) => {
  expect(reply({ kind: 'edited', action: action as Action }, native).output).toEqual({
    hookEventName: 'PreToolUse',
    permissionDecision: 'deny',
    permissionDecisionReason:
      'The person changed this into something that the tool cannot do; it did not run. Ask them what they want.',
  })
})

test('a refusal is exit code 2, whatever else goes wrong', () => {
  expect(claude.refuse('gater: no')).toEqual({ stdout: '', stderr: 'gater: no', exitCode: 2 })
})
