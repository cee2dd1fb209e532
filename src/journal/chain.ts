import { createHash } from 'node:crypto'

/** `prev` of the first line of a segment. */
export const genesis = '0'.repeat(64)

/** Length in bytes of `,"hash":"…"}` at the end of every line. */
const sealBytes = ',"hash":""}'.length + 64

/**
 * Makes the text of a line, without line feed: the entry as JSON with its hash as the last key.
 * The hash is SHA-256 over the line's UTF-8 bytes without `,"hash":"…"`, in lower-case hex.
 */
export function seal(entry: object): { text: string; hash: string } {
  const open = JSON.stringify(entry)
  const hash = sha256(open)
  return { text: `${open.slice(0, -1)},"hash":"${hash}"}`, hash }
}

/** The hash that a line carries, where it fits the line's bytes; `null` where it does not or there is none. */
export function sealOf(line: Uint8Array): string | null {
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.byteLength)
  const tail = bytes.subarray(Math.max(0, bytes.length - sealBytes)).toString('latin1')
  const hash = /^,"hash":"([0-9a-f]{64})"\}$/.exec(tail)?.[1]
  if (hash === undefined) return null
  const found = createHash('sha256').update(bytes.subarray(0, -sealBytes)).update('}').digest('hex')
  return found === hash ? hash : null
}

export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex')
}
