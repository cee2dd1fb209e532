import { expect, test } from 'vitest'
import { shareScreen } from '../../src/host/screen.ts'
import type { Surface, Terminal } from '../../src/review/surface.ts'

const surface: Surface = {
  columns: () => 80,
  rows: () => 24,
  color: false,
  plain: false,
  draw: () => {},
  echo: () => {},
  seen: async () => {},
  onInput: () => {},
  onResize: () => {},
  lend: (run) => run(0),
  suspend: async () => {},
  close: async () => {},
}

/** A terminal that opens, or does not; and all that was written, in order. */
function shared(open: () => Promise<Surface> = async () => surface) {
  const written: string[] = []
  const stream = (name: string) => ({
    write: (bytes: Uint8Array | string) => written.push(`${name} ${Buffer.from(bytes)}`),
  })
  const terminal: Terminal = {
    ready: () => true,
    open,
    say: (line) => written.push(`terminal ${line}`),
    bell: () => {},
    title: () => {},
  }
  return {
    ...shareScreen(terminal, { stdout: stream('out'), stderr: stream('err') }),
    written,
  }
}

test('without a card everything is written at once', () => {
  const { stdout, stderr, say, written } = shared()
  stdout(Buffer.from('a'))
  stderr(Buffer.from('b'))
  say('c')
  expect(written).toEqual(['out a', 'err b', 'err gater: c\n'])
})

test('while a card is up output waits, and comes in its order when the last card goes', async () => {
  const { terminal, stdout, stderr, say, written } = shared()
  const [one, two] = [await terminal.open(), await terminal.open()]
  stdout(Buffer.from('a'))
  say('b')
  stderr(Buffer.from('c'))
  await one.close()
  expect(written).toEqual([])
  await two.close()
  expect(written).toEqual(['out a', 'err gater: b\n', 'err c'])
})

test('a card that is closed twice is one card', async () => {
  const { terminal, stdout, written } = shared()
  const [one, two] = [await terminal.open(), await terminal.open()]
  await one.close()
  await one.close()
  stdout(Buffer.from('a'))
  expect(written).toEqual([])
  await two.close()
  expect(written).toEqual(['out a'])
})

test('a terminal that does not open holds nothing back', async () => {
  const { terminal, stdout, written } = shared(async () => {
    throw new Error('in the background')
  })
  await expect(terminal.open()).rejects.toThrow('in the background')
  stdout(Buffer.from('a'))
  expect(written).toEqual(['out a'])
})

test('more output than is sensible to hold is shown rather than lost', async () => {
  const { terminal, stdout, written } = shared()
  await terminal.open()
  const megabyte = Buffer.alloc(1024 * 1024)
  for (let n = 0; n < 17; n++) stdout(megabyte)
  expect(written).toHaveLength(17)
})
