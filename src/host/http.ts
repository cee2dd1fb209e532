import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http'
import type { Socket } from 'node:net'

/** What a handler answers. */
export interface Answer {
  status: number
  /** An object goes as JSON, a string as text. */
  body: object | string
}

/** A request that was wholly read. */
export interface Request {
  method: string
  path: string
  body: Buffer
  /** Aborted when the connection closes before the answer is written: nobody waits for it any more. */
  signal: AbortSignal
}

/** Bytes of a request body: a large file as JSON, and room. */
export const bodyLimit = 32 * 1024 * 1024

/** Milliseconds that a sender may take. The answer may take as long as a person does. */
export interface SenderLimits {
  headers: number
  /** Of the whole request. */
  request: number
  /** Between two looks at who is late. */
  check: number
}

const patient: SenderLimits = { headers: 10_000, request: 30_000, check: 1_000 }

/**
 * An HTTP server that survives whatever it is sent. Contract of `handle`: may reject; that is answered with
 * `fault`, and nothing runs.
 */
export function createHttp(
  handle: (request: Request) => Promise<Answer>,
  fault: (error: unknown) => Answer,
  limits: SenderLimits = patient,
): Server {
  const server = createServer(
    {
      requestTimeout: limits.request,
      headersTimeout: limits.headers,
      connectionsCheckingInterval: limits.check,
      keepAliveTimeout: 5_000,
      maxHeaderSize: 16 * 1024,
    },
    (incoming, response) => void serve(incoming, response),
  )
  server.maxConnections = 512
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy()
    else socket.end(rawAnswer(error.code))
  })

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const abort = new AbortController()
    incoming.on('error', () => {})
    response.on('error', () => {})
    response.on('close', () => {
      if (!response.writableFinished) abort.abort()
    })
    const body = await readBody(incoming)
    if (body === null) return
    if (body === 'too large') {
      response.shouldKeepAlive = false
      incoming.resume()
      write(response, {
        status: 413,
        body: { error: `must be at most ${bodyLimit} bytes`, at: '$' },
      })
      return
    }
    try {
      const path = (incoming.url ?? '').split('?', 1)[0] ?? ''
      const method = incoming.method ?? ''
      write(response, await handle({ method, path, body, signal: abort.signal }))
    } catch (error) {
      write(response, fault(error))
    }
  }

  return server
}

// --- internal ---

/** `null` when the client went away meanwhile. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | 'too large' | null> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    // Left open on an early return, since the answer goes over the same connection.
    const body: AsyncIterable<Buffer> = incoming.iterator({ destroyOnReturn: false })
    for await (const chunk of body) {
      length += chunk.length
      if (length > bodyLimit) return 'too large'
      chunks.push(chunk)
    }
  } catch {
    return null
  }
  return Buffer.concat(chunks)
}

function write(response: ServerResponse, { status, body }: Answer): void {
  if (response.destroyed) return
  const [type, text] =
    typeof body === 'string'
      ? ['text/plain; charset=utf-8', body]
      : ['application/json', `${JSON.stringify(body)}\n`]
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

/** For what is not even HTTP, where there is no response to write to. */
function rawAnswer(code: string | undefined): string {
  const [status, error] =
    code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? [408, 'the request was not sent in time']
      : code === 'HPE_HEADER_OVERFLOW'
        ? [431, 'the headers are too large']
        : [400, 'not an HTTP request']
  const body = `${JSON.stringify({ error, at: '$' })}\n`
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json\r\n`
  return `${head}content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`
}
