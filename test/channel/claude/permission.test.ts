import { expect, test } from 'vitest'
import { permit } from '../../../src/channel/claude/permission.ts'

const approved = (callId: string) =>
  callId === 'toolu_1' ? { tool: 'Bash', input: { command: 'ls', description: 'list' } } : null

const ask = (tool_name: string, input: unknown, tool_use_id: string) => {
  const line = JSON.stringify({
    method: 'tools/call',
    params: {
      name: 'approve',
      arguments: { tool_name, input, tool_use_id },
      _meta: { 'claudecode/toolUseId': tool_use_id, progressToken: 2 },
    },
    jsonrpc: '2.0',
    id: 7,
  })
  const answer = JSON.parse(permit(line, approved) ?? 'null')
  expect(answer).toMatchObject({ jsonrpc: '2.0', id: 7 })
  return JSON.parse(answer.result.content[0].text)
}

const stop = 'nothing ran. Stop and tell the person; do not look for another way.'

test('what was approved is allowed, whatever the order of its fields', () => {
  expect(ask('Bash', { description: 'list', command: 'ls' }, 'toolu_1')).toEqual({
    behavior: 'allow',
    updatedInput: { description: 'list', command: 'ls' },
  })
})

test.each([
  [
    'a call without a decision',
    'Bash',
    { command: 'ls' },
    'toolu_2',
    'there is no decision for this call',
  ],
  [
    'another command',
    'Bash',
    { command: 'rm x' },
    'toolu_1',
    'this is not the input that was approved',
  ],
  [
    'another tool',
    'Write',
    { command: 'ls', description: 'list' },
    'toolu_1',
    'this is not the input that was approved',
  ],
])('%s is denied', (_name, tool, input, callId, why) => {
  expect(ask(tool, input, callId)).toEqual({ behavior: 'deny', message: `gater: ${why}; ${stop}` })
})

test('the protocol around it', () => {
  const line = (message: object) => permit(JSON.stringify({ jsonrpc: '2.0', ...message }), approved)
  expect(
    JSON.parse(
      line({ id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25' } }) ?? '',
    ),
  ).toEqual({
    jsonrpc: '2.0',
    id: 0,
    result: {
      protocolVersion: '2025-11-25',
      capabilities: { tools: {} },
      serverInfo: { name: 'gater', version: '1' },
    },
  })
  expect(line({ method: 'notifications/initialized' })).toBeNull()
  expect(JSON.parse(line({ id: 1, method: 'tools/list' }) ?? '').result.tools).toHaveLength(1)
  expect(JSON.parse(line({ id: 2, method: 'ping' }) ?? '').result).toEqual({})
  expect(JSON.parse(line({ id: 'x', method: 'resources/list' }) ?? '').error).toEqual({
    code: -32601,
    message: 'no method resources/list',
  })
})

test.each(['', '{}', '[]', '{"id":1,"method":"tools/call","params":{}}'])(
  'garbage throws: %j',
  (line) => expect(() => permit(line, approved)).toThrow(),
)
