import { execFile } from 'node:child_process'
import { statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import type { Channel } from '../../src/channel/channel.ts'
import { createActions } from '../../src/host/actions.ts'
import { createGrants } from '../../src/host/grants.ts'
import { createHooks } from '../../src/host/hooks.ts'
import { bodyLimit } from '../../src/host/http.ts'
import { serveProposals } from '../../src/host/server.ts'
import { ask, handGate, post, scratch } from './desk.ts'

async function serve(options: { channel?: Channel; passes?: (text: string) => boolean } = {}) {
  const gate = handGate()
  const grants = createGrants()
  const said: string[] = []
  const alarms: string[] = []
  const socket = join(scratch(), 's')
  const channel = options.channel ?? null
  const server = await serveProposals({
    path: socket,
    session: 'test',
    actions: createActions(gate, 'robot'),
    hooks: createHooks({
      gate,
      grants,
      channel,
      passes: options.passes ?? (() => false),
      look: { env: {}, file: async () => null, tail: async () => null },
      say: (line) => said.push(line),
      alarm: (line) => alarms.push(line),
    }),
    channels: new Map(channel === null ? [] : [[channel.name, channel]]),
  })
  onTestFinished(() => server.close())
  return { gate, grants, said, alarms, socket, server }
}

const command = { kind: 'command', command: 'git status', cwd: '/work' }

test('health tells the session; the socket is for this user alone', async () => {
  const { socket } = await serve()
  expect(await ask(socket, 'GET', '/v1/health')).toEqual({
    status: 200,
    text: '{"v":1,"session":"test"}\n',
  })
  expect(statSync(socket).mode & 0o777).toBe(0o600)
})

test('an approved action comes back with a token, and its outcome is taken once', async () => {
  const { gate, socket } = await serve()
  const reply = post(socket, '/v1/actions', { ...command, reason: 'look', confidence: 0.5 })
  await gate.came(1)
  const { proposal } = gate.at(0)
  expect(proposal).toEqual({
    id: proposal.id,
    action: command,
    agent: 'robot',
    channel: 'socket',
    reason: 'look',
    confidence: 0.5,
  })
  gate.at(0).decide({})
  const { status, body } = await reply
  const { outcomeToken } = body as { outcomeToken: string }
  expect([status, body]).toEqual([
    200,
    { id: proposal.id, decision: 'approved', action: command, note: null, outcomeToken },
  ])

  const path = `/v1/actions/${proposal.id}/outcome`
  const unknown = {
    status: 409,
    body: { error: 'no outcome is due for this action with this token', at: 'outcomeToken' },
  }
  expect(await post(socket, path, { outcomeToken: 'x', exitCode: 0 })).toEqual(unknown)
  const outcome = { exitCode: 3, durationMs: 5, changes: ['/work/a'] }
  expect(await post(socket, path, { outcomeToken, ...outcome })).toEqual({
    status: 200,
    body: { id: proposal.id },
  })
  expect(gate.outcomes).toEqual([{ id: proposal.id, outcome }])
  expect(await post(socket, path, { outcomeToken, ...outcome })).toEqual(unknown)
})

test('an edited action comes back as edited, a rejected one with the note and without a token', async () => {
  const { gate, socket } = await serve()
  const edited = post(socket, '/v1/actions', command)
  await gate.came(1)
  const action = { kind: 'command' as const, command: 'git status -s', cwd: '/work' }
  gate.at(0).decide({ kind: 'edited', action, note: 'shorter' })
  expect((await edited).body).toMatchObject({ decision: 'edited', action, note: 'shorter' })

  const rejected = post(socket, '/v1/actions', command)
  await gate.came(2)
  gate.at(1).decide({ kind: 'rejected', note: 'not today' })
  expect((await rejected).body).toEqual({
    id: gate.at(1).proposal.id,
    decision: 'rejected',
    action: null,
    note: 'not today',
    outcomeToken: null,
  })
})

test('a fault of gater is 503', async () => {
  const { gate, socket } = await serve()
  const reply = post(socket, '/v1/actions', command)
  await gate.came(1)
  gate.at(0).decide({ kind: 'rejected', by: 'fault', note: 'the disk is full' })
  expect(await reply).toEqual({
    status: 503,
    body: { error: 'the disk is full', id: gate.at(0).proposal.id, decision: 'rejected' },
  })
})

test.each([
  ['not JSON', 'is not JSON in UTF-8', '$'],
  [Buffer.from([0x22, 0xff, 0x22]), 'is not JSON in UTF-8', '$'],
  ['null', 'must be a JSON object', '$'],
  ['[]', 'must be "command", "write" or "call"', 'kind'],
  ['{"kind":"dance"}', 'must be "command", "write" or "call"', 'kind'],
  ['{"kind":"command","command":"ls"}', 'is missing', 'cwd'],
  ['{"kind":"command","command":"ls","cwd":"work"}', 'must be an absolute path', 'cwd'],
  ['{"kind":"command","command":" ","cwd":"/"}', 'must not be empty', 'command'],
  ['{"kind":"command","command":7,"cwd":"/"}', 'must be a string', 'command'],
  [
    '{"kind":"command","command":"a\\u0000","cwd":"/"}',
    'must not contain a NUL character',
    'command',
  ],
  [
    '{"kind":"command","command":"a\\ud800","cwd":"/"}',
    'must not contain half of a surrogate pair',
    'command',
  ],
  [
    '{"kind":"command","command":"ls","cwd":"/","confidance":1}',
    'is not a field of this request',
    'confidance',
  ],
  [
    '{"kind":"command","command":"ls","cwd":"/","confidence":1.5}',
    'must be at most 1',
    'confidence',
  ],
  ['{"kind":"write","path":"/a"}', 'is missing', 'content'],
  [
    '{"kind":"write","path":"/a","content":"","mode":512}',
    'must be at most 511 (octal 777)',
    'mode',
  ],
  ['{"kind":"call","input":{}}', 'is missing', 'tool'],
  [
    '{"kind":"call","tool":"t","input":{},"agent":"a b"}',
    'must be 1 to 64 letters, digits, `_`, `.`, `@` or `-`',
    'agent',
  ],
])('%s is answered 400', async (body, error, at) => {
  const { gate, socket } = await serve()
  const reply = await ask(socket, 'POST', '/v1/actions', body)
  expect([reply.status, JSON.parse(reply.text)]).toEqual([400, { error, at }])
  expect(gate.proposals).toEqual([])
})

test.each([
  ['GET', '/v1/actions'],
  ['POST', '/v1/review'],
  ['POST', '/v1/actions/a/answer'],
  ['POST', '/v1/actions/a/outcome/b'],
  ['POST', '/v2/actions'],
  ['POST', '//v1/actions'],
])('%s %s is no route', async (method, path) => {
  const { socket } = await serve()
  const reply = await ask(socket, method, path)
  expect([reply.status, JSON.parse(reply.text)]).toEqual([
    404,
    { error: `no such route: ${method} ${path}`, at: '$' },
  ])
})

test.each([
  ['garbage', '\x00\x01garbage\r\n\r\n', 400, 'not an HTTP request'],
  [
    'endless headers',
    `GET / HTTP/1.1\r\na: ${'x'.repeat(20_000)}`,
    431,
    'the headers are too large',
  ],
])(
  '%s on the socket is answered, and the next request is served',
  async (_, bytes, status, error) => {
    const { socket } = await serve()
    const answer = await new Promise<string>((resolve) => {
      let text = ''
      const raw = connect(socket, () => raw.write(bytes))
      raw.on('data', (chunk) => {
        text += chunk
      })
      raw.on('error', () => {})
      raw.on('close', () => resolve(text))
    })
    expect(answer.split('\r\n')[0]).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toEqual({ error, at: '$' })
    expect((await ask(socket, 'GET', '/v1/health')).status).toBe(200)
  },
)

test('a body beyond the limit is 413', async () => {
  const { socket } = await serve()
  const reply = await ask(socket, 'POST', '/v1/actions', Buffer.alloc(bodyLimit + 1, 0x20))
  expect(reply.status).toBe(413)
})

test('a connection that closes while it waits withdraws its action, and no other', async () => {
  const { gate, socket } = await serve()
  const leave = new AbortController()
  const left = ask(socket, 'POST', '/v1/actions', JSON.stringify(command), leave.signal)
  const stays = post(socket, '/v1/actions', command)
  await gate.came(2)
  const gone = new Promise((resolve) => {
    for (const { signal } of gate.proposals) signal.addEventListener('abort', resolve)
  })
  leave.abort()
  await expect(left).rejects.toThrow()
  await gone
  expect(gate.proposals.filter(({ signal }) => signal.aborted)).toHaveLength(1)
  for (const { decide } of gate.proposals) decide({})
  expect((await stays).status).toBe(200)
})

test('a hundred actions at once each get their own answer', async () => {
  const { gate, socket } = await serve()
  const replies = Array.from({ length: 100 }, (_, i) =>
    post(socket, '/v1/actions', { ...command, command: `echo ${i}` }),
  )
  await gate.came(100)
  for (const { proposal, decide } of gate.proposals.toReversed()) {
    const { action } = proposal
    decide({ note: action.kind === 'command' ? action.command : null })
  }
  const notes = (await Promise.all(replies)).map(({ body }) => (body as { note: string }).note)
  expect(notes).toEqual(replies.map((_, i) => `echo ${i}`))
})

test('closing the server ends what waits, without an answer', async () => {
  const { gate, socket, server } = await serve()
  const reply = post(socket, '/v1/actions', command)
  await gate.came(1)
  await Promise.all([expect(reply).rejects.toThrow('socket hang up'), server.close()])
  expect(gate.at(0).signal.aborted).toBe(true)
})

test('curl is enough', async () => {
  const { gate, socket } = await serve()
  const curl = promisify(execFile)('curl', [
    '-sS',
    ...['--unix-socket', socket, '-H', 'content-type: application/json'],
    ...['--data-binary', JSON.stringify(command), 'http://gater/v1/actions'],
  ])
  await gate.came(1)
  gate.at(0).decide({ kind: 'rejected', note: 'no' })
  expect(JSON.parse((await curl).stdout)).toMatchObject({ decision: 'rejected', note: 'no' })
})
