import { once } from 'node:events'
import type { Server } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createHttp, type Request } from '../../src/host/http.ts'
import { ask, scratch } from './desk.ts'

const impatient = { headers: 100, request: 200, check: 50 }

async function listen(server: Server): Promise<string> {
  const socket = join(scratch(), 's')
  server.listen(socket)
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return socket
}

/** Sends the bytes and nothing more; resolves with all that came when the other end closes. */
function stall(socketPath: string, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(socketPath, () => socket.write(bytes))
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(text))
  })
}

test.each([
  ['headers', 'POST /v1/actions HTTP/1.1\r\nhost: gater\r\n'],
  [
    'body',
    'POST /v1/actions HTTP/1.1\r\nhost: gater\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{"kind":',
  ],
])('a sender that stops in its %s is cut with 408; nothing is handled', async (_, bytes) => {
  const handled: Request[] = []
  const server = createHttp(
    async (request) => {
      handled.push(request)
      return { status: 200, body: 'fine' }
    },
    () => ({ status: 503, body: {} }),
    impatient,
  )
  const socket = await listen(server)
  const answer = await stall(socket, bytes)
  expect(answer.split('\r\n')[0]).toBe('HTTP/1.1 408 Request Timeout')
  expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toEqual({
    error: 'the request was not sent in time',
    at: '$',
  })
  expect(handled).toEqual([])
  expect(await ask(socket, 'POST', '/', 'x')).toEqual({ status: 200, text: 'fine' })
})

test('an answer may take longer than a request', async () => {
  let finish: () => void = () => {}
  const server = createHttp(
    async () => {
      await new Promise<void>((resolve) => {
        finish = resolve
      })
      return { status: 200, body: 'at last' }
    },
    () => ({ status: 503, body: {} }),
    impatient,
  )
  const socket = await listen(server)
  const slow = ask(socket, 'POST', '/', 'x')
  // Two that are cut for being late: the first request is older than either.
  await stall(socket, 'GET / HTTP/1.1\r\n')
  await stall(socket, 'GET / HTTP/1.1\r\n')
  finish()
  expect(await slow).toEqual({ status: 200, text: 'at last' })
})

test('a handler that rejects is a fault, not a crash', async () => {
  const server = createHttp(
    async () => {
      throw new Error('no')
    },
    (error) => ({ status: 503, body: { error: String(error) } }),
  )
  const socket = await listen(server)
  const reply = await ask(socket, 'POST', '/', 'x')
  expect([reply.status, JSON.parse(reply.text)]).toEqual([503, { error: 'Error: no' }])
})
