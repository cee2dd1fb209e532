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
  expect(reply({ note: 'mind the lock' }).output.additionalContext).toBe(
    'The person says: mind the lock',
  )
})

const advice = 'Do not try to reach the same end another way; ask, or go on with something else.'
const stop = 'Stop here and tell the person'

test.each([
  ['human', null, `gater: the person rejected this. Nothing ran. ${advice}`],
  ['human', 'use git rm', `gater: the person rejected this: use git rm. Nothing ran. ${advice}`],
  ['human', 'why?', `gater: the person rejected this: why? Nothing ran. ${advice}`],
  [
    'rule',
    'deny rm **',
    `gater: a rule of the person's policy denies this: deny rm **. Nothing ran. Do not try to reach the same end another way; ask the person if it is needed.`,
  ],
  [
    'timeout',
    null,
    `gater: nobody answered in time, so this was rejected. Nothing ran. ${stop} what waits for them; do not look for another way.`,
  ],
  [
    'no-reviewer',
    null,
    `gater: nobody is there to approve this, so it was rejected. Nothing ran. ${stop} what waits for them; do not look for another way.`,
  ],
  [
    'fault',
    'the disk is full',
    `gater: this was refused, since gater itself failed: the disk is full. Nothing ran. ${stop}; do not look for another way.`,
  ],
] as const)('rejected by %s (%s)', (by, note, reason) => {
  const { output, approved } = reply({ kind: 'rejected', by, note })
  expect(output).toEqual({
    hookEventName: 'PreToolUse',
    permissionDecision: 'deny',
    permissionDecisionReason: reason,
  })
  expect(approved).toBeUndefined()
})

const told = 'The person changed this call before approving it. What ran is: '

test.each([
  [
    'a command keeps the other fields of its input',
    bash,
    { ...command, command: 'rm b' },
    { command: 'rm b', description: 'Remove a', timeout: 5 },
    '{"command":"rm b"}',
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
    '{"msg":"ho"}',
  ],
] as const)('edited: %s', (_name, native, action, input, changed) => {
  const { output, approved } = reply({ kind: 'edited', action: action as Action }, native)
  expect(output).toEqual({
    hookEventName: 'PreToolUse',
    permissionDecision: 'allow',
    updatedInput: input,
    additionalContext: told + changed,
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
      'gater: the person changed this into something that the tool cannot do; nothing ran. Ask them what they want.',
  })
})

test('a refusal is exit code 2, whatever else goes wrong', () => {
  expect(claude.refuse('gater: no')).toEqual({ stdout: '', stderr: 'gater: no', exitCode: 2 })
})
