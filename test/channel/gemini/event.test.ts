import { expect, test } from 'vitest'
import type { Decision } from '../../../src/action/decision.ts'
import type { Look, Propose } from '../../../src/channel/channel.ts'
import { afterwards, reply } from '../../../src/channel/gemini/answer.ts'
import { read } from '../../../src/channel/gemini/event.ts'
import { seal, sealOf, unseal } from '../../../src/channel/gemini/seal.ts'

const socket = '/run/gater/1/socket'
const word = sealOf(socket)
const transcript = [
  { type: 'user', content: [{ text: 'hello' }] },
  { type: 'gemini', content: 'I make it.', thoughts: [{ description: 'Hm.' }] },
  { $set: { lastUpdated: 'now' } },
]

function look(files: Readonly<Record<string, string>> = {}): Look {
  return {
    env: { GATER_SOCKET: socket },
    file: async (path) => files[path] ?? null,
    tail: async () => transcript.map((line) => JSON.stringify(line)).join('\n'),
  }
}

async function propose(tool_name: string, tool_input: object, files = {}): Promise<Propose> {
  const event = await read(
    { hook_event_name: 'BeforeTool', tool_name, tool_input, cwd: '/w', transcript_path: '/t' },
    look(files),
  )
  if (event.kind !== 'propose') throw new Error(JSON.stringify(event))
  return event
}

test.each([
  [
    'run_shell_command',
    { command: 'make', dir_path: 'sub' },
    { kind: 'command', command: 'make', cwd: '/w/sub', shell: 'bash' },
  ],
  [
    'write_file',
    { file_path: 'a.txt', content: 'x' },
    { kind: 'write', path: '/w/a.txt', content: 'x' },
  ],
  [
    'replace',
    { file_path: '/w/b.txt', old_string: 'old', new_string: 'new $&' },
    { kind: 'write', path: '/w/b.txt', content: 'new $&\r\nb\r\n' },
  ],
  ['mcp_docs_find', { q: 1 }, { kind: 'call', tool: 'mcp_docs_find', input: { q: 1 } }],
  [
    'google_web_search',
    { query: 'x' },
    { kind: 'call', known: { risk: 'external' }, tool: 'google_web_search' },
  ],
])('%s is an action', async (tool, input, action) => {
  const { proposal } = await propose(tool, input, { '/w/b.txt': 'old\r\nb\r\n' })
  expect(proposal.action).toMatchObject(action)
  expect(proposal.reason).toBe('I make it.')
})

test.each([
  ['replace', { file_path: 'a', old_string: 'no', new_string: '' }, /does not stand in the file/],
  ['replace', { file_path: 'a', old_string: 'x', new_string: 'y' }, /stands 2 times in the file/],
  ['replace', { file_path: 'a', old_string: '', new_string: 'y' }, /empty, but the file exists/],
  ['replace', { file_path: 'b', old_string: 'x', new_string: 'y' }, /the file does not exist/],
  ['run_shell_command', { command: ' ls' }, /begins or ends with a blank/],
])('%s %j is refused with the reason', async (tool_name, tool_input, message) => {
  const event = { hook_event_name: 'BeforeTool', tool_name, tool_input, cwd: '/w' }
  const { kind, block } = (await read(event, look({ '/w/a': 'x x' }))) as {
    kind: string
    block: string
  }
  expect(kind).toBe('notice')
  expect(block).toMatch(message)
})

test.each([
  [{}],
  [{ hook_event_name: 'AfterModel' }],
  [{ hook_event_name: 'BeforeTool', tool_name: 'write_file', tool_input: {}, cwd: '/w' }],
])('%j is no event', async (event) => {
  await expect(read(event, look())).rejects.toThrow(/not know|not understood/)
})

test.each([
  ['Output: hi\nExit Code: 3\nProcess Group PGID: 7', 3],
  ['<untrusted_context>\nOutput: Exit Code: 9\n\nProcess Group PGID: 7\n</untrusted_context>', 0],
  ['Output: \nSignal: 9\nProcess Group PGID: 7', null],
  ['Command moved to background (PID: 4).', null],
])('the result %j', async (llmContent, exitCode) => {
  const tool_input = { command: 'x', dir_path: `./${word}/..` }
  const event = {
    hook_event_name: 'AfterTool',
    tool_name: 'run_shell_command',
    tool_input,
    tool_response: { llmContent },
    cwd: '/w',
  }
  expect(await read(event, look())).toMatchObject({
    kind: 'result',
    callId: null,
    input: { command: 'x' },
    outcome: { exitCode },
  })
})

test.each([
  ['run_shell_command', { command: 'x' }],
  ['run_shell_command', { command: 'x', dir_path: '/w/sub' }],
  ['write_file', { file_path: 'a', content: '' }],
  ['mcp_docs_find', { q: 1 }],
])('the seal of %s %j comes off again', (tool, input) => {
  const sealed = seal(tool, input, word)
  expect(JSON.stringify(sealed).includes(word)).toBe(!tool.startsWith('mcp_'))
  expect(unseal(tool, sealed, word)).toEqual(input)
  expect(unseal(tool, input, word)).toEqual(input)
})

const decided = (kind: Decision['kind'], action: Decision['action'], note: string | null = null) =>
  ({ kind, by: 'human', action, note, reviewer: null, waitedMs: 1 }) satisfies Decision

test('an approval carries the seal, a rejection the note', async () => {
  const event = await propose('run_shell_command', { command: 'ls' })
  const { action } = event.proposal
  expect(JSON.parse(reply(event, decided('approved', action)).stdout)).toEqual({
    decision: 'allow',
    hookSpecificOutput: {
      hookEventName: 'BeforeTool',
      tool_input: { command: 'ls', dir_path: `./${word}/..` },
    },
  })
  expect(JSON.parse(reply(event, decided('rejected', action, 'not now')).stdout)).toEqual({
    decision: 'deny',
    reason: 'not now',
  })
})

test.each([
  ['write_file', { file_path: 'a.txt', content: 'x' }, { file_path: '/w/a.txt', content: 'z\n' }],
  [
    'replace',
    { file_path: 'a.txt', old_string: 'a', new_string: 'b' },
    { file_path: 'a.txt', old_string: 'a\n', new_string: 'z\n', allow_multiple: false },
  ],
])('an edited %s', async (tool, input, edited) => {
  const event = await propose(tool, input, { '/w/a.txt': 'a\n' })
  const action = { kind: 'write', path: '/w/a.txt', content: 'z\n' } as const
  expect(reply(event, decided('edited', action)).approved).toEqual({ tool, input: edited })
})

test('an edit that replace cannot do is a no', async () => {
  const input = { file_path: 'a.txt', old_string: 'a', new_string: 'b' }
  const event = await propose('replace', input, { '/w/a.txt': 'a\n' })
  const action = { kind: 'write', path: '/w/a.txt', content: 'no end of line' } as const
  const answer = reply(event, decided('edited', action))
  expect(answer.approved).toBeUndefined()
  expect(JSON.parse(answer.stdout)).toMatchObject({ decision: 'deny' })
})

test('the note of an approval comes with the result', () => {
  expect(JSON.parse(afterwards('mind the gap').stdout)).toEqual({
    hookSpecificOutput: { hookEventName: 'AfterTool', additionalContext: 'mind the gap' },
  })
})
