import { expect, test } from 'vitest'
import type { Action } from '../../../src/action/action.ts'
import type { Decision } from '../../../src/action/decision.ts'
import type { Native } from '../../../src/channel/channel.ts'
import { codex } from '../../../src/channel/codex.ts'

const bash: Native = { tool: 'Bash', input: { command: 'rm a' } }
const command: Action = { kind: 'command', command: 'rm a', cwd: '/p' }

function reply(decision: Partial<Decision>, native: Native = bash) {
  const action = decision.action ?? command
  const proposal = { id: '1', action, agent: 'codex', channel: 'codex', reason: null }
  return codex.reply({ kind: 'propose', native, proposal: { ...proposal, confidence: null } }, {
    ...{ kind: 'approved', by: 'human', action, note: null, reviewer: 'terminal', waitedMs: 1 },
    ...decision,
  } as Decision)
}

test('approved: Codex wants to hear nothing', () => {
  expect(reply({})).toEqual({ stdout: '', stderr: '', exitCode: 0, approved: bash })
})

test.each([
  ["the gate's words", 'The person rejected this. They say: "use git rm"', undefined],
  ['something where there are none', '', 'gater rejected this; it did not run'],
])('rejected is exit code 2, and the model hears %s', (_name, note, message) => {
  expect(reply({ kind: 'rejected', note })).toEqual({
    stdout: '',
    stderr: message ?? note,
    exitCode: 2,
  })
})

const patch: Native = { tool: 'apply_patch', input: { command: '…' }, before: 'x\n' }
const write: Action = { kind: 'write', path: '/p/a', content: 'y\n\nz\n' }

test.each<[string, Native, Action, object]>([
  ['a command', bash, { ...command, command: 'rm b' }, { command: 'rm b' }],
  [
    'a file',
    patch,
    write,
    { command: '*** Begin Patch\n*** Add File: /p/a\n+y\n+\n+z\n*** End Patch' },
  ],
  [
    'a call',
    { tool: 'mcp__a__b', input: { x: 1 } },
    { kind: 'call', tool: 'mcp__a__b', input: { x: 2 } },
    { x: 2 },
  ],
])('edited: %s runs as edited, and the model is told', (_name, native, action, input) => {
  const answer = reply({ kind: 'edited', action, note: 'changed' }, native)
  expect(JSON.parse(answer.stdout)).toEqual({
    hookSpecificOutput: {
      hookEventName: 'PreToolUse',
      permissionDecision: 'allow',
      updatedInput: input,
      additionalContext: 'changed',
    },
  })
  expect(answer.approved).toEqual({ tool: native.tool, input })
})

test.each([
  ['no newline at its end', 'y', 'They want /p/a to hold exactly:\ny'],
  ['line endings of another system', 'y\r\n', 'They want /p/a to hold exactly:\ny\r\n'],
  ['nothing at all', null, 'Ask them what they want.'],
])(
  'edited into what no patch can make, it is refused with what is wanted: %s',
  (_name, content, wanted) => {
    const answer = reply(
      { kind: 'edited', action: { kind: 'write', path: '/p/a', content } },
      patch,
    )
    expect(answer).toEqual({
      stdout: '',
      stderr: `The person changed this into something that the tool cannot do; it did not run. ${wanted}`,
      exitCode: 2,
    })
  },
)

test.each([
  [true, { behavior: 'allow' }],
  [
    false,
    {
      behavior: 'deny',
      message: 'gater: there is no decision for this call; nothing ran. Stop and tell the person.',
    },
  ],
])('asked again about a call that was approved (%s)', (approved, decision) => {
  const answer = codex.confirm?.(approved)
  expect(JSON.parse(answer?.stdout ?? '')).toEqual({
    hookSpecificOutput: { hookEventName: 'PermissionRequest', decision },
  })
})

test('a fault is exit code 2 with a message', () => {
  expect(codex.refuse('broken')).toEqual({ stdout: '', stderr: 'broken', exitCode: 2 })
})
