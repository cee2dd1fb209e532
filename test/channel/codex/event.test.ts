import { describe, expect, test } from 'vitest'
import type { Look } from '../../../src/channel/channel.ts'
import { codex } from '../../../src/channel/codex.ts'

function look(files: Readonly<Record<string, string>> = {}): Look {
  return {
    env: {},
    file: async (path) => files[path] ?? null,
    tail: async (path, bytes) => files[path]?.slice(-bytes) ?? null,
  }
}

// Recorded from Codex 0.169.0.
const call = (tool_name: string, tool_input: object, more: object = {}) => ({
  session_id: '01a22f85',
  turn_id: '01a22f86',
  transcript_path: '/h/rollout.jsonl',
  cwd: '/p',
  hook_event_name: 'PreToolUse',
  model: 'gpt-5.5',
  permission_mode: 'bypassPermissions',
  tool_name,
  tool_input,
  tool_use_id: 'call_1',
  ...more,
})

async function proposalOf(event: unknown, files: Readonly<Record<string, string>> = {}) {
  const read = await codex.read(event, look(files))
  if (read.kind !== 'propose') throw new Error(`a ${read.kind}`)
  return read.proposal
}

const patch = (...lines: readonly string[]) => ({
  command: ['*** Begin Patch', ...lines, '*** End Patch', ''].join('\n'),
})

test('Bash is a command for a shell that is not known', async () => {
  expect(await proposalOf(call('Bash', { command: 'ls' }))).toMatchObject({
    action: { kind: 'command', command: 'ls', cwd: '/p' },
    agent: 'codex',
    callId: 'call_1',
  })
})

test('a patch of one file is a write of the whole file', async () => {
  const event = call('apply_patch', patch('*** Update File: a', '@@', '-x', '+y'))
  const read = await codex.read(event, look({ '/p/a': 'x\nz\n' }))
  expect(read).toMatchObject({
    proposal: { action: { kind: 'write', path: '/p/a', content: 'y\nz\n' } },
    native: { before: 'x\nz\n' },
  })
})

test('a patch of several files is one call with what it leaves of each', async () => {
  const event = call('apply_patch', patch('*** Add File: /q/b', '+b', '*** Delete File: a'))
  const { action } = await proposalOf(event, { '/p/a': 'x\n' })
  const place = (path: string) => ({ text: path, absolute: path, glob: false })
  expect(action).toMatchObject({
    kind: 'call',
    tool: 'apply_patch',
    known: {
      risk: 'reversible',
      why: 'changes 2 files',
      effects: [
        { kind: 'write', path: place('/q/b'), content: { text: 'b\n', append: false } },
        { kind: 'delete', path: place('/p/a'), recursive: false },
      ],
    },
  })
})

test.each([
  ['nothing', '', 'the patch is not understood: it must begin with'],
  ['a place twice', patch('*** Add File: a', '*** Delete File: ./a').command, 'names `/p/a` twice'],
  ['a misfit', patch('*** Update File: a', '@@', '-y').command, 'the patch does not fit `/p/a`'],
])('a patch that Codex could not apply is refused: %s', async (_name, command, message) => {
  const read = codex.read(call('apply_patch', { command }), look({ '/p/a': 'x\n' }))
  await expect(read).rejects.toThrow(message)
  await expect(read).rejects.toThrow(/Nothing was changed$/)
})

test.each([
  ['mcp__docs__search', { q: 'x' }, undefined],
  ['spawn_agent', { message: 'x' }, { risk: 'read' }],
  [
    'view_image',
    { path: 'a.png' },
    { effects: [{ kind: 'read', path: { absolute: '/p/a.png' } }] },
  ],
])('%s is a call', async (tool, input, known) => {
  const { action } = await proposalOf(call(tool, input))
  expect(action).toMatchObject({ kind: 'call', tool, input })
  if (known === undefined) expect(action).not.toHaveProperty('known')
  else expect(action).toMatchObject({ known })
})

describe('the reason', () => {
  const line = (payload: object) => JSON.stringify({ type: 'response_item', payload })
  const said = (text: string) =>
    line({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] })
  const thought = line({ type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] })
  const made = (call_id: string, more: object = {}) =>
    line({ type: 'function_call', name: 'exec_command', call_id, arguments: '{}', ...more })
  const answer = line({ type: 'function_call_output', call_id: 'call_0', output: 'x' })

  test.each([
    [
      'what was said in its turn',
      [said('Old.'), answer, thought, said('New.'), made('call_1')],
      'New.',
    ],
    ['before another call of that turn', [said('Both.'), made('call_0'), made('call_1')], 'Both.'],
    ['else what was thought', [said('Old.'), answer, thought, made('call_1')], 'Hm.'],
    [
      'with why it wants out of the sandbox',
      [said('So.'), made('call_1', { arguments: '{"justification":"needs the net"}' })],
      'So.\n\nneeds the net',
    ],
    ['none where the call is not there', [said('Old.'), made('call_0')], null],
    ['none where it cannot be read', ['{', made('call_1')], null],
  ])('is %s', async (_name, lines, reason) => {
    const files = { '/h/rollout.jsonl': lines.join('\n') }
    expect((await proposalOf(call('Bash', { command: 'ls' }), files)).reason).toBe(reason)
  })

  test('of a call of a script is that of the script', async () => {
    const script = line({ type: 'custom_tool_call', name: 'exec', call_id: 'call_0', input: 'x' })
    const files = { '/h/rollout.jsonl': [said('A script.'), script].join('\n') }
    const event = call('Bash', { command: 'ls' }, { tool_use_id: 'exec-1' })
    expect((await proposalOf(event, files)).reason).toBe('A script.')
  })

  test('is none in a session that keeps nothing', async () => {
    const event = call('Bash', { command: 'ls' }, { transcript_path: null })
    expect((await proposalOf(event)).reason).toBeNull()
  })
})

test('a result names its call', async () => {
  const event = call('Bash', { command: 'ls' }, { hook_event_name: 'PostToolUse' })
  expect(await codex.read({ ...event, tool_response: 'a\n' }, look())).toEqual({
    kind: 'result',
    callId: 'call_1',
    outcome: { exitCode: null, durationMs: null, changes: [] },
    tool: 'Bash',
    input: { command: 'ls' },
  })
})

test('what Codex would ask the person as well is asked of gater, without the words of the model', async () => {
  const input = { command: 'ls', description: 'need it' }
  const event = call('Bash', input, { hook_event_name: 'PermissionRequest' })
  expect(await codex.read(event, look())).toEqual({
    kind: 'confirm',
    tool: 'Bash',
    inputs: [input, { command: 'ls' }],
  })
})

test.each([
  ['another event', { ...call('Bash', {}), hook_event_name: 'Stop' }],
  ['no input', { ...call('Bash', {}), tool_input: 'ls' }],
  ['nothing', null],
])('%s is refused', async (_name, event) => {
  await expect(codex.read(event, look())).rejects.toThrow(
    "an event of Codex's hook that gater does not know: ",
  )
})
