import { request } from 'node:http'
import { GaterError } from '../action/error.ts'

/**
 * Sends a body to gater's own socket and waits for the answer, however long a person takes.
 * Rejects with `GaterError` when there is no whole answer.
 */
export function send(socketPath: string, path: string, body: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(new GaterError('no answer from gater', { cause }))
    const outgoing = request({ socketPath, path, method: 'POST' }, (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('error', fail)
      incoming.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        if (incoming.complete && incoming.statusCode === 200) resolve(text)
        else fail(text)
      })
    })
    outgoing.on('error', fail)
    outgoing.end(body)
  })
}
