import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { GaterError } from '../action/error.ts'
import { type Io, stateDir } from '../action/io.ts'

/** What the person confirmed: per file its text last confirmed, and the hashes of every content that may loosen. */
const Store = v.object({
  v: v.literal(1),
  files: v.record(v.string(), v.object({ text: v.string(), hashes: v.array(v.string()) })),
})

export type TrustStore = v.InferOutput<typeof Store>

/** Contents of a project's file that stay trusted, so that changing branches does not ask again. */
const remembered = 32

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Throws `GaterError` for a store that is there but cannot be understood: it is never taken for an empty one. */
export function readTrust(io: Pick<Io, 'env' | 'home'>): TrustStore {
  const file = storeFile(io)
  try {
    return v.parse(Store, JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    if (isMissing(error)) return { v: 1, files: {} }
    throw new GaterError(`cannot read what was trusted, \`${file}\``, {
      hint: 'move it away, then confirm your files again with `gater trust`',
      cause: error,
    })
  }
}

/** Remembers a file's content as confirmed by the person. */
export function confirm(io: Pick<Io, 'env' | 'home'>, file: string, text: string): void {
  const store = readTrust(io)
  const hash = hashOf(text)
  const before = store.files[file]?.hashes ?? []
  const hashes = [...before.filter((one) => one !== hash), hash].slice(-remembered)
  const next: TrustStore = { v: 1, files: { ...store.files, [file]: { text, hashes } } }
  const path = storeFile(io)
  mkdirSync(stateDir(io), { recursive: true, mode: 0o700 })
  const fresh = `${path}.${randomBytes(6).toString('hex')}`
  writeFileSync(fresh, `${JSON.stringify(next)}\n`, { mode: 0o600, flag: 'wx' })
  chmodSync(fresh, 0o600)
  renameSync(fresh, path)
}

// --- internal ---

function storeFile(io: Pick<Io, 'env' | 'home'>): string {
  return join(stateDir(io), 'trust.json')
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
