import { randomBytes } from 'node:crypto'
import {
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml'
import { canonical } from '../action/digest.ts'
import { GaterError } from '../action/error.ts'
import { configDir, type Io } from '../action/io.ts'
import type { VerdictKind } from '../action/verdict.ts'
import { configNames, findConfig } from './find.ts'
import type { When } from './policy.ts'
import { readSource } from './source.ts'
import { confirm, hashOf, readTrust } from './trust.ts'

/** A rule as a `.gatercrc` holds it. */
export type NewEntry =
  | string
  | { rule: string; when?: When; until?: string; net?: string[]; note?: string }

/** The person's own file: the one that is there, else the one that would be made. */
export async function personalRulesFile(io: Pick<Io, 'env' | 'home'>): Promise<string> {
  const dir = configDir(io)
  return (await findConfig(dir))?.file ?? join(dir, configNames[0])
}

/**
 * Adds a rule to a config file, and makes the file and its directory where they are missing. The new content counts as
 * confirmed exactly when the old one did: what else stands in an unconfirmed file must not get in with a rule of ours.
 * Throws `GaterError`, with nothing written, for a file that cannot be read or does not parse.
 */
export function addRule(
  io: Pick<Io, 'env' | 'home'>,
  file: string,
  kind: VerdictKind,
  entry: NewEntry,
): void {
  const before = readFile(file)
  const text = amend(before ?? '', file, kind, entry)
  if (text === before) return
  const last = readTrust(io).files[file]?.hashes.at(-1)
  const confirmed = before === null ? last === undefined : last === hashOf(before)
  replaceFile(file, text)
  if (confirmed) confirm(io, file, text)
}

/**
 * The text of a config file with one rule more; the same text where the rule stands there already. Everything else stays
 * as it was written, to the blank: a YAML library that prints the document again moves comments.
 * Throws `GaterError` for a text that does not parse.
 */
export function amend(text: string, file: string, kind: VerdictKind, entry: NewEntry): string {
  const { config } = readSource(file, text, file)
  const rules = config[kind] ?? []
  if (rules.some((one) => canonical(one) === canonical(entry))) return text
  if (file.endsWith('.json')) {
    return `${JSON.stringify({ ...config, [kind]: [...rules, entry] }, null, 2)}\n`
  }
  const amended = insert(text, kind, typeof entry === 'string' ? scalar(entry) : flow(entry))
  readSource(file, amended, file)
  return amended
}

// --- internal ---

function insert(text: string, kind: VerdictKind, rule: string): string {
  const root = parseDocument(text).contents
  const pair = isMap(root)
    ? root.items.find(({ key }) => isScalar(key) && key.value === kind)
    : undefined
  if (isMap(root) && root.flow) {
    throw new GaterError('a config in braces cannot be added to', {
      hint: 'write its lists one below the other',
    })
  }
  if (pair === undefined) {
    const gap = text === '' || text.endsWith('\n') ? '' : '\n'
    return `${text}${gap}${kind}:\n  - ${rule}\n`
  }
  const list = pair.value
  const last = isSeq(list) ? list.items.at(-1) : undefined
  if (isSeq(list) && list.flow) {
    const close = text.lastIndexOf(']', (list.range?.[1] ?? 0) - 1)
    return `${text.slice(0, close).trimEnd()}${last === undefined ? '' : ', '}${rule}${text.slice(close)}`
  }
  if (isSeq(list) && isNode(last)) {
    const start = last.range?.[0] ?? 0
    const dash = text.lastIndexOf('-', start - 1)
    const indent = text.slice(text.lastIndexOf('\n', dash) + 1, dash)
    return addLine(text, (last.range?.[1] ?? start) - 1, `${indent}- ${rule}`)
  }
  // The key is there, without a list.
  const key = isNode(pair.key) ? (pair.key.range?.[1] ?? 0) : 0
  return addLine(text, key, `  - ${rule}`)
}

/** A new line below the one that holds the character at `at`. */
function addLine(text: string, at: number, line: string): string {
  const end = text.indexOf('\n', at)
  return end === -1 ? `${text}\n${line}\n` : `${text.slice(0, end)}\n${line}${text.slice(end)}`
}

function flow(value: object): string {
  const pairs = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return `{ ${pairs.map(([key, inner]) => `${scalar(key)}: ${flowValue(inner)}`).join(', ')} }`
}

function flowValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowValue).join(', ')}]`
  return typeof value === 'object' && value !== null ? flow(value) : JSON.stringify(value)
}

/** Plain where YAML reads it as it looks, also inside brackets. */
function scalar(text: string): string {
  return /^[A-Za-z][\w./@=+-]*(?: [\w./@=+*-][\w./@=+*-]*)*$/.test(text) &&
    !/^(y|yes|n|no|on|off|true|false|null)$/i.test(text)
    ? text
    : JSON.stringify(text)
}

function readFile(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw new GaterError(`cannot read \`${file}\``, { cause: error })
  }
}

/** Whole or not at all, with the mode that it had; where it is a link, what the link leads to. */
function replaceFile(link: string, text: string): void {
  const linked = lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
  const file = linked ? realpathSync(link) : link
  const mode = (lstatSync(file, { throwIfNoEntry: false })?.mode ?? 0o600) & 0o777
  const fresh = `${file}.${randomBytes(6).toString('hex')}`
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  try {
    writeFileSync(fresh, text, { mode, flag: 'wx' })
    renameSync(fresh, file)
  } catch (error) {
    rmSync(fresh, { force: true })
    throw new GaterError(`cannot write \`${file}\``, { cause: error })
  }
}
