import type { Socket } from 'node:net'
import * as v from 'valibot'

/**
 * The review socket speaks JSON lines. gater greets, the reviewer proves that it knows the pairing code, gater proves
 * the same. From then on gater sends the events of `review/wire.ts` and the reviewer the answers; each answer is
 * confirmed by `taken`, as somebody else's may have come first.
 */
export type Greeting =
  | { event: 'hello'; v: 1; session: string; nonce: string }
  | { event: 'paired'; proof: string }
  /** The code was wrong, or no reviewer is taken any more; the connection ends. `left`: how many tries remain. */
  | { event: 'unpaired'; left: number }

export interface Taken {
  event: 'taken'
  id: string
  accepted: boolean
}

/** The reviewer's first line. */
export interface Pair {
  pair: { nonce: string; proof: string; name: string }
}

const hex = v.pipe(v.string(), v.regex(/^[0-9a-f]{1,128}$/))

const greeting = v.variant('event', [
  v.object({ event: v.literal('hello'), v: v.literal(1), session: v.string(), nonce: hex }),
  v.object({ event: v.literal('paired'), proof: hex }),
  v.object({ event: v.literal('unpaired'), left: v.number() }),
])

const taken = v.object({ event: v.literal('taken'), id: v.string(), accepted: v.boolean() })

const pair = v.object({
  pair: v.object({
    nonce: hex,
    proof: hex,
    name: v.pipe(v.string(), v.regex(/^[\w/.:-]{1,40}$/)),
  }),
})

/** Throws on anything else. */
export function parseGreeting(line: string): Greeting {
  return v.parse(greeting, JSON.parse(line))
}

/** `null` for another line. */
export function parseTaken(line: string): Taken | null {
  const result = v.safeParse(taken, JSON.parse(line))
  return result.success ? result.output : null
}

/** Throws on anything else. */
export function parsePair(line: string): Pair['pair'] {
  return v.parse(pair, JSON.parse(line)).pair
}

/** Bytes that may wait for the other end to read them, and characters that one line may have. */
const limit = 128 * 1024 * 1024

/** Sends a line; ends the connection when the other end has long stopped reading. */
export function send(socket: Socket, message: object): void {
  if (socket.destroyed) return
  if (socket.writableLength > limit) socket.destroy()
  else socket.write(`${JSON.stringify(message)}\n`)
}

/**
 * Calls back on each line. LF only: U+2028 may stand inside a JSON string, where readline would split.
 * A line that `onLine` throws on, or one without end, closes the connection.
 */
export function onLines(socket: Socket, onLine: (line: string) => void): void {
  let chunks: string[] = []
  let length = 0
  socket.setEncoding('utf8')
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: string) => {
    try {
      let rest = chunk
      for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
        const line = chunks.join('') + rest.slice(0, end)
        rest = rest.slice(end + 1)
        chunks = []
        length = 0
        if (!socket.destroyed) onLine(line)
      }
      chunks.push(rest)
      length += rest.length
      if (length > limit) socket.destroy()
    } catch {
      socket.destroy()
    }
  })
}

/** Milliseconds for the greetings; only a person may take longer, and has by then. */
export const greetingTimeout = 10_000
