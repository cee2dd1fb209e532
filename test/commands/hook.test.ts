import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { encodeReply } from '../../src/channel/wire.ts'
import { type Place, place } from '../cli/gater.ts'

/** A gater that answers every request with this, and remembers what it was sent; `null` hangs up. */
async function answering(here: Place, reply: string | null, status = 200) {
  const got: { path: string | undefined; body: string }[] = []
  const server = createServer((incoming, response) => {
    let body = ''
    incoming.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk
    })
    incoming.on('end', () => {
      got.push({ path: incoming.url, body })
      if (reply === null) response.destroy()
      else response.writeHead(status).end(reply)
    })
  })
  const socket = join(here.home, 'gater.sock')
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  onTestFinished(() => void server.close())
  return { env: { GATER_SOCKET: socket }, got }
}

const blocked = (why: string) => ({
  code: 2,
  stdout: '',
  stderr: `gater: ${why}; nothing ran. Stop and tell the person; do not look for another way.\n`,
})

describe('the hook client in Node', () => {
  test('hands the event on, and the answer back', async () => {
    const here = place()
    const reply = { stdout: '{"decision":"allow"}', stderr: '', exitCode: 0 }
    const { env, got } = await answering(here, encodeReply(reply))
    expect(await here.gater(['hook', 'claude'], { env, input: '{"a":"é"}' })).toEqual({
      code: 0,
      stdout: '{"decision":"allow"}\n',
      stderr: '',
    })
    expect(got).toEqual([{ path: '/v1/hook/claude', body: '{"a":"é"}' }])
  })

  test('takes exit code and message of a refusal', async () => {
    const here = place()
    const { env } = await answering(here, encodeReply({ stdout: '', stderr: 'no', exitCode: 2 }))
    expect(await here.gater(['hook', 'claude'], { env })).toEqual({
      code: 2,
      stdout: '',
      stderr: 'no\n',
    })
  })

  test.each<[string, string | null, number, string]>([
    ['hangs up', null, 200, 'no answer from gater'],
    ['fails', '{"error":"x"}', 503, 'no answer from gater'],
    ['sends something else', 'gater 1 0\nfine', 200, 'no whole answer from gater'],
    ['sends nothing', '', 200, 'no whole answer from gater'],
  ])('blocks when gater %s', async (_, reply, status, why) => {
    const here = place()
    const { env } = await answering(here, reply, status)
    expect(await here.gater(['hook', 'claude'], { env })).toEqual(blocked(why))
  })

  test('blocks when gater is not there', async () => {
    const here = place()
    expect(await here.gater(['hook', 'claude'])).toEqual(
      blocked('gater is not running (no $GATER_SOCKET)'),
    )
    const env = { GATER_SOCKET: join(here.home, 'none') }
    expect(await here.gater(['hook', 'claude'], { env })).toEqual(blocked('no answer from gater'))
  })

  test('blocks without the name of an agent', async () => {
    const here = place()
    const { env } = await answering(here, '')
    expect(await here.gater(['hook'], { env })).toEqual(
      blocked('gater hook was started without the name of an agent'),
    )
  })
})

test('in place of the shell’s question it prints the answer', async () => {
  const here = place()
  const { env, got } = await answering(here, 'gater 1 granted\n')
  expect(await here.gater(['hook', '--shell'], { env, input: 'make' })).toEqual({
    code: 0,
    stdout: 'gater 1 granted\n',
    stderr: '',
  })
  expect(got).toEqual([{ path: '/v1/shell', body: 'make' }])
})

describe('in place of the permission tool', () => {
  test('it relays line by line, in order', async () => {
    const here = place()
    const { env, got } = await answering(here, '{"ok":true}\n')
    const input = '{"id":1}\n{"id":2}\n'
    expect(await here.gater(['hook', '--permission', 'claude'], { env, input })).toEqual({
      code: 0,
      stdout: '{"ok":true}\n{"ok":true}\n',
      stderr: '',
    })
    expect(got).toEqual([
      { path: '/v1/permission/claude', body: '{"id":1}' },
      { path: '/v1/permission/claude', body: '{"id":2}' },
    ])
  })

  test('it ends, and answers nothing, when gater does not', async () => {
    const here = place()
    const { env } = await answering(here, null)
    const input = '{"id":1}\n'
    expect(await here.gater(['hook', '--permission', 'claude'], { env, input })).toEqual(
      blocked('no answer from gater'),
    )
  })
})
