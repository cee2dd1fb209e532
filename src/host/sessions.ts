import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { GaterError } from '../action/error.ts'
import { isAlive } from './process.ts'

const schema = v.object({
  v: v.literal(1),
  id: v.pipe(v.string(), v.regex(/^[\w.-]{1,100}$/)),
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  started: v.nullable(v.number()),
  since: v.string(),
  agent: v.string(),
  project: v.string(),
  workspace: v.string(),
  branch: v.nullable(v.string()),
  dir: v.string(),
  review: v.boolean(),
})

/** A running `gater run` as others find it: `gater review`, `gater status`, and the next start that clears up after it. */
export type SessionRecord = v.InferOutput<typeof schema>

/**
 * The directory of session records and review sockets, made where it is missing.
 * Throws `GaterError` when it is not this user's alone.
 */
export async function openSessions(stateDir: string): Promise<string> {
  const dir = join(stateDir, 'sessions')
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 })
    const { uid, mode } = await stat(dir)
    if (uid !== process.getuid?.() || (mode & 0o077) !== 0) {
      throw new GaterError(`${dir} is open to others`, { hint: `chmod 700 ${dir}`, exit: 125 })
    }
  } catch (error) {
    if (error instanceof GaterError) throw error
    throw new GaterError(`cannot use ${dir}: ${String(error)}`, { exit: 125, cause: error })
  }
  return dir
}

export async function writeSession(dir: string, record: SessionRecord): Promise<void> {
  const path = recordPath(dir, record.id)
  await writeFile(`${path}.new`, `${JSON.stringify(record)}\n`, { mode: 0o600 })
  await rename(`${path}.new`, path)
}

/**
 * A new private directory for the session's files and its proposal socket. Its path is short, since that of a
 * socket may have no more than 107 bytes.
 */
export async function makePrivateDir(
  id: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const parents = privateParents(env)
  for (const parent of parents) {
    const dir = await mkdtemp(join(parent, privatePrefix)).catch(() => null)
    if (dir === null) continue
    await writeFile(join(dir, mark), id, { mode: 0o600 })
    return dir
  }
  throw new GaterError(
    `no directory for the session's socket can be made in ${parents.join(', ')}`,
    {
      exit: 125,
    },
  )
}

/** Absolute globs of all sessions' private directories, so that an agent cannot change one unasked. */
export function privateDirs(env: Readonly<Record<string, string | undefined>>): string[] {
  return privateParents(env).map((parent) => join(parent, `${privatePrefix}*`))
}

export async function removeSession(dir: string, record: SessionRecord): Promise<void> {
  // A record is only a file: what it names is removed only where it is a session's directory indeed.
  const found = await lstat(record.dir).catch(() => null)
  if (found?.isDirectory() && found.uid === process.getuid?.()) {
    const id = await readFile(join(record.dir, mark), 'utf8').catch(() => null)
    if (id === record.id) await rm(record.dir, { recursive: true, force: true })
  }
  await rm(join(dir, reviewName(record.id)), { force: true })
  await rm(recordPath(dir, record.id), { force: true })
}

/** The sessions whose gater still runs, oldest first. A record that cannot be read is left out. */
export async function liveSessions(dir: string): Promise<SessionRecord[]> {
  return (await readSessions(dir)).filter(isAlive)
}

/** Removes what sessions left behind whose gater was killed. Returns their records. */
export async function reapSessions(dir: string): Promise<SessionRecord[]> {
  const dead = (await readSessions(dir)).filter((record) => !isAlive(record))
  for (const record of dead) await removeSession(dir, record)
  return dead
}

/** File name of a session's review socket. */
export function reviewName(id: string): string {
  return `${id}.review`
}

// --- internal ---

/** File in a private directory that holds the id of its session. */
const mark = '.gater-session'

function recordPath(dir: string, id: string): string {
  return join(dir, `${id}.json`)
}

async function readSessions(dir: string): Promise<SessionRecord[]> {
  const names = await readdir(dir).catch(() => [])
  const records = await Promise.all(
    names.filter((name) => name.endsWith('.json')).map((name) => readSession(join(dir, name))),
  )
  return records
    .filter((record) => record !== null)
    .sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0))
}

async function readSession(path: string): Promise<SessionRecord | null> {
  try {
    const record = v.parse(schema, JSON.parse(await readFile(path, 'utf8')))
    return path.endsWith(`/${record.id}.json`) ? record : null
  } catch {
    return null
  }
}

const privatePrefix = 'gater-run-'

function privateParents(env: Readonly<Record<string, string | undefined>>): string[] {
  return [env.XDG_RUNTIME_DIR, tmpdir(), '/tmp'].filter(
    (parent): parent is string => !!parent?.startsWith('/') && parent.length < 70,
  )
}
