import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const bin = resolve(import.meta.dirname, '../../bin')
const stop = 'nothing ran. Stop and tell the person; do not look for another way.\n'

let dir: string
let socket: string
let answer: (request: IncomingMessage, body: string, response: ServerResponse) => void
let server: ReturnType<typeof createServer>

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gater client '))
  socket = join(dir, 'socket')
  server = createServer(async (request, response) => answer(request, await text(request), response))
  await new Promise<void>((listening) => server.listen(socket, listening))
})

afterEach(() => {
  server.closeAllConnections()
  server.close()
  rmSync(dir, { recursive: true })
})

function start(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(join(bin, script), args, {
    env: { PATH: process.env.PATH, HOME: dir, SHELL: '/bin/bash', GATER_SOCKET: socket, ...env },
  })
}

async function finish(child: ChildProcess, stdin = '') {
  child.stdin?.on('error', () => {}) // It may be gone before it has read anything.
  child.stdin?.end(stdin)
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout as NodeJS.ReadableStream),
    text(child.stderr as NodeJS.ReadableStream),
    new Promise((exit) => child.once('close', exit)),
  ])
  return { code, stdout, stderr }
}

describe('gater-hook', () => {
  const ask = (env?: NodeJS.ProcessEnv) =>
    finish(start('gater-hook', ['claude'], env), '{"a":"ü"}\n')

  test.each([
    ['stdout', 'gater 1 0\n{"b":1}\nend\n', { code: 0, stdout: '{"b":1}\n', stderr: '' }],
    [
      'several lines',
      'gater 1 0\na\nend\n\\n%s\nend\n',
      { code: 0, stdout: 'a\nend\n\\n%s\n', stderr: '' },
    ],
    ['nothing to say', 'gater 1 0\n\nend\n', { code: 0, stdout: '\n', stderr: '' }],
    ['a block', 'gater 1 2\nno\nend\n', { code: 2, stdout: '', stderr: 'no\n' }],
  ])('hands on %s', async (_name, body, result) => {
    const seen: unknown[] = []
    answer = (request, event, response) => {
      seen.push([request.method, request.url, event])
      response.end(body)
    }
    expect(await ask()).toEqual(result)
    expect(seen).toEqual([['POST', '/v1/hook/claude', '{"a":"ü"}\n']])
  })

  test('hands on a long answer', async () => {
    const long = 'x'.repeat(3_000_000)
    answer = (_request, _event, response) => response.end(`gater 1 0\n${long}\nend\n`)
    expect(await ask()).toEqual({ code: 0, stdout: `${long}\n`, stderr: '' })
  })

  test.each([
    ['an empty answer', ''],
    ['half an answer', 'gater 1 0\n{"b":1}\ne'],
    ['something else', '{"hookSpecificOutput":{"permissionDecision":"allow"}}'],
    ['another version', 'gater 2 0\n{"b":1}\nend\n'],
    ['a line before it', 'warning\ngater 1 0\n{"b":1}\nend\n'],
  ])('blocks on %s', async (_name, body) => {
    answer = (_request, _event, response) => response.end(body)
    expect(await ask()).toEqual({
      code: 2,
      stdout: '',
      stderr: `gater: no whole answer from gater; ${stop}`,
    })
  })

  test.each(['x', '-1', '999', '0 0', '$(id)'])('blocks on the exit code %s', async (code) => {
    answer = (_request, _event, response) => response.end(`gater 1 ${code}\n{}\nend\n`)
    expect(await ask()).toEqual({
      code: 2,
      stdout: '',
      stderr: `gater: an answer from gater that makes no sense; ${stop}`,
    })
  })

  test('blocks when gater ends in the middle of an answer', async () => {
    answer = (_request, _event, response) => {
      response.writeHead(200, { 'Content-Length': 1000 })
      response.write('gater 1 0\n{}\nend\n', () => response.destroy())
    }
    const { code, stdout, stderr } = await ask()
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(`gater: no answer from gater; ${stop}`)
  })

  test('blocks when gater is gone, and when it was never there', async () => {
    const never = `gater: gater is not running (no socket at $GATER_SOCKET); ${stop}`
    expect(await ask({ GATER_SOCKET: join(dir, 'none') })).toEqual({
      code: 2,
      stdout: '',
      stderr: never,
    })
    expect(await ask({ GATER_SOCKET: '' })).toEqual({ code: 2, stdout: '', stderr: never })
  })

  test('listens to nothing but the socket: no .curlrc, no proxy, no PATH of a project', async () => {
    writeFileSync(join(dir, '.curlrc'), 'unix-socket = /nowhere\noutput = /dev/null\n')
    writeFileSync(join(dir, 'curl'), '#!/bin/sh\nprintf "gater 1 0\\nforged\\nend\\n"\n', {
      mode: 0o755,
    })
    answer = (_request, _event, response) => response.end('gater 1 0\ntrue\nend\n')
    const proxy = 'http://127.0.0.1:9'
    const result = await ask({
      http_proxy: proxy,
      ALL_PROXY: proxy,
      PATH: `${dir}:${process.env.PATH}`,
    })
    expect(result).toEqual({ code: 0, stdout: 'true\n', stderr: '' })
  })

  const untied = !existsSync('/usr/bin/setpriv')
  test.skipIf(untied).each(['SIGTERM', 'SIGKILL'] as const)(
    'killed by %s, it takes its question along',
    async (signal) => {
      const withdrawn = new Promise((closed) => {
        answer = (_request, _event, response) => {
          response.once('close', () => closed('withdrawn'))
          child.kill(signal)
        }
      })
      const child = start('gater-hook', ['claude'])
      const finished = finish(child, '{}')
      expect(await withdrawn).toBe('withdrawn')
      expect(await finished).toMatchObject({ stdout: '' })
    },
  )
})

describe('gater-shell', () => {
  const run = (line: string, env?: NodeJS.ProcessEnv) => finish(start('gater-shell', [line], env))

  test('runs exactly the string that was granted, in the shell of the agent', async () => {
    const line = `printf '%s|' "$BASH_VERSION" 'it'"'"'s' \\$x; exit 7`
    let seen = ''
    answer = (request, body, response) => {
      seen = `${request.method} ${request.url} ${body}`
      response.end('gater 1 granted\n')
    }
    const { code, stdout } = await run(line)
    expect(seen).toBe(`POST /v1/shell ${line}`)
    expect(code).toBe(7)
    expect(stdout).toMatch(/^\d[^|]*\|it's\|\$x\|$/)
  })

  test.each([
    ['refused', 'no approval for this command\n', 'no approval for this command'],
    ['nothing', '', 'no answer from gater'],
    ['something else', 'gater 1 granted, perhaps\n', 'gater 1 granted, perhaps'],
  ])('does not run it when the answer is %s', async (_name, body, why) => {
    answer = (_request, _body, response) => response.end(body)
    expect(await run(`touch ${dir}/ran`)).toEqual({
      code: 126,
      stdout: '',
      stderr: `gater: refused: ${why}; ${stop}`,
    })
  })

  test('does not run it when gater is gone', async () => {
    expect(await run('echo ran', { GATER_SOCKET: join(dir, 'none') })).toEqual({
      code: 126,
      stdout: '',
      stderr: `gater: refused: gater is not running (no socket at $GATER_SOCKET); ${stop}`,
    })
    answer = (request) => request.socket.destroy()
    const { code, stdout, stderr } = await run('echo ran')
    expect({ code, stdout }).toEqual({ code: 126, stdout: '' })
    expect(stderr).toContain(`gater: refused: no answer from gater; ${stop}`)
  })
})

describe('gater-permission', () => {
  test('hands on line by line, and ends when gater does not answer', async () => {
    answer = (request, line, response) => {
      if (line === 'third') response.writeHead(503).end('{"error":"x"}')
      else response.end(line === 'first' ? `${request.url} {"a":"\\\\n"}\n` : '')
    }
    const child = start('gater-permission', ['claude'])
    const { code, stdout } = await finish(child, 'first\nsecond\nthird\nfirst\n')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '/v1/permission/claude {"a":"\\\\n"}\n' })
  })
})
