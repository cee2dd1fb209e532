import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readActionRequest, readOutcomeRequest } from '../../src/channel/socket.ts'

interface Schema {
  type?: string | string[]
  required?: string[]
  properties?: Record<string, Schema & { const?: unknown }>
  $defs?: Record<string, Schema>
}

const schema: Schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../schema/protocol.json'), 'utf8'),
)
const defs = schema.$defs ?? {}
const common = defs.actionRequest?.properties ?? {}

const samples: Record<string, Record<string, unknown>> = {
  commandAction: { kind: 'command', command: 'ls', cwd: '/' },
  writeAction: { kind: 'write', path: '/a', content: null, mode: 0o755 },
  callAction: { kind: 'call', tool: 't', input: { a: [1] } },
}
const extra = { reason: 'why', confidence: 0.5, agent: 'robot' }

test.each(Object.entries(samples))('the schema and the server agree on a %s', (name, sample) => {
  const { properties = {}, required = [] } = defs[name] ?? {}
  expect(Object.keys({ ...sample, ...extra }).sort()).toEqual(
    Object.keys({ ...properties, ...common }).sort(),
  )
  expect(readActionRequest({ ...sample, ...extra }).ok).toBe(true)
  for (const field of Object.keys({ ...sample, ...extra })) {
    const { [field]: _, ...without } = { ...sample, ...extra } as Record<string, unknown>
    expect([field, readActionRequest(without).ok]).toEqual([field, !required.includes(field)])
  }
})

test('the schema and the server agree on an outcome', () => {
  const { properties = {}, required = [] } = defs.outcomeRequest ?? {}
  const sample = { outcomeToken: 'x', exitCode: 0, durationMs: 1.5, changes: ['/a'] }
  expect(Object.keys(sample).sort()).toEqual(Object.keys(properties).sort())
  expect(readOutcomeRequest(sample).ok).toBe(true)
  for (const field of Object.keys(sample)) {
    const { [field]: _, ...without } = sample as Record<string, unknown>
    expect([field, readOutcomeRequest(without).ok]).toEqual([field, !required.includes(field)])
  }
  for (const [field, { type }] of Object.entries(properties)) {
    const nullable = Array.isArray(type) && type.includes('null')
    expect([field, readOutcomeRequest({ ...sample, [field]: null }).ok]).toEqual([field, nullable])
  }
})
