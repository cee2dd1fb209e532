import { createHmac, randomBytes } from 'node:crypto'
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GaterError } from '../action/error.ts'

/** Knows the secrets of texts. */
export interface Redact {
  /** The secrets in some texts, each as it stands there. Contract: never rejects; what cannot be searched is secret. */
  find(texts: readonly string[]): Promise<readonly string[]>
  /** What stands for a secret: one shell word with its length class and a fingerprint that is equal for equal secrets. */
  mark(secret: string): string
}

/**
 * Loads the patterns (secretlint's, about 60 ms) before the first decision needs them.
 * `dir` holds the key of the fingerprints: without it, they do not help to guess a secret.
 *
 * Rejects with `GaterError` where the patterns or the key cannot be had.
 */
export async function createRedactor(options: {
  /** The journal's directory. */
  dir: string
  env: Readonly<Record<string, string | undefined>>
}): Promise<Redact> {
  const [scan, key] = await Promise.all([loadPatterns(), fingerprintKey(options.dir)])
  const known = secretsOfEnvironment(options.env)
  return {
    async find(texts) {
      try {
        // Searched at once, since each search has its price; far enough apart to be read apart.
        const text = texts.join('\n\n\n\n')
        const exact = [...known.filter((secret) => text.includes(secret)), ...placed(text)]
        return [...exact, ...(await scan(text)).filter((found) => !isWrapped(found, exact))]
      } catch {
        return texts
      }
    },
    mark(secret) {
      const print = createHmac('sha256', key).update(secret).digest('hex').slice(0, 8)
      return `SECRET:${lengthClass(secret.length)}:${print}`
    },
  }
}

/** Whether the name of a variable, option or key says that its value is a secret. */
export function namesSecret(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  const last = words.at(-1) ?? ''
  if (['file', 'path', 'dir', 'sock', 'url', 'name', 'id', 'length', 'type'].includes(last))
    return false
  const joined = `_${words.join('_')}_`
  return secretNames.test(joined)
}

const secretNames =
  /_(?:password|passwd|passphrase|pwd|pass|pgpassword|secret|secrets|token|tokens|apikey|api_key|access_key|private_key|secret_key|signing_key|encryption_key|master_key|auth|authorization|credential|credentials|cookie|pat|authtoken|review_code)_/

function secretsOfEnvironment(env: Readonly<Record<string, string | undefined>>): string[] {
  const values = Object.entries(env)
    .filter(([name, value]) => value !== undefined && value.length >= 6 && namesSecret(name))
    .map(([, value]) => value ?? '')
    .filter((value) => !/^(?:\/|true$|false$|enabled$|disabled$)/.test(value))
  return [...new Set(values.flatMap((value) => [value, encodeURIComponent(value)]))]
}

/** The patterns find `postgres://ada:swordfish@db` as a whole; where the password alone is known, the rest may stay. */
function isWrapped(found: string, exact: readonly string[]): boolean {
  return !found.includes('\n') && exact.some((secret) => found !== secret && found.includes(secret))
}

/** Values that stand under a name which says that they are secret, or where tools read credentials from. */
function placed(text: string): string[] {
  const secrets: string[] = []
  for (const pattern of named) {
    for (const { groups } of text.matchAll(pattern)) {
      const { dashes, name = '', value = '' } = groups ?? {}
      if (!namesSecret(name) || isReference(value)) continue
      // `password: string` is code; `PASSWORD=swordfish` and `--password swordfish` are not.
      const outspoken = dashes === '--' || name === name.toUpperCase()
      if (outspoken || !/^[A-Za-z_.]+$/.test(value)) secrets.push(value)
    }
  }
  for (const pattern of credentials) {
    for (const { groups } of text.matchAll(pattern)) {
      const value = groups?.value ?? ''
      if (!isReference(value)) secrets.push(value)
    }
  }
  return secrets
}

/** Every repetition is bounded or ends where its class ends, so that no text makes these slow. */
const named = [
  // NAME=value, name: value, "name": "value", --name=value
  /(?<![\w-])(?<dashes>--?)?["']?(?<name>[A-Za-z][\w.-]{1,60})["']?\s{0,3}[=:]\s{0,3}["']?(?<value>[^\s"'`;,&|<>(){}[\]]{6,})/g,
  // --name value
  /(?<![\w-])(?<dashes>--)(?<name>[A-Za-z][\w-]{1,60})\s{1,3}["']?(?<value>[^\s"'`;&|<>-][^\s"'`;&|<>]{5,})/g,
]

const credentials = [
  // Authorization: Bearer x
  /\b(?:bearer|basic|token|apikey)\s{1,3}(?<value>[\w.~+/=-]{16,})/gi,
  // scheme://user:password@host
  /:\/\/[^\s/:@"']{0,100}:(?<value>[^\s/@"']{4,200})@/g,
  // curl -u user:password
  /\s(?:-u|--user|--proxy-user)[\s=]{1,3}["']?[^\s:"']{1,100}:(?<value>[^\s"']+)/g,
  // JSON Web Token
  /(?<value>\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,})/g,
]

/** `$TOKEN`, `${TOKEN}`, `process.env.TOKEN`: names a secret without holding it. */
function isReference(value: string): boolean {
  return /^(?:\$|%|<|process\.env|os\.environ|import\.meta|SECRET:)/.test(value)
}

function lengthClass(length: number): string {
  const from = [256, 128, 64, 32, 16, 8].find((edge) => length >= edge)
  if (from === undefined) return '1-7'
  return from === 256 ? '256+' : `${from}-${2 * from - 1}`
}

async function loadPatterns(): Promise<(text: string) => Promise<string[]>> {
  try {
    const [{ lintSource }, { creator }, { secretLintProfiler }] = await Promise.all([
      import('@secretlint/core'),
      import('@secretlint/secretlint-rule-preset-recommend'),
      import('@secretlint/profiler'),
    ])
    // It keeps some sixty marks of every search for ever and looks through all of them at each: 8 ms after 400 searches.
    secretLintProfiler.mark = () => undefined
    const config = {
      rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }],
    }
    return async (text) => {
      // Its comments that switch rules off would be the agent's to write.
      const content = text.replace(/secretlint-(?=disable|enable)/gi, 'secretlint_')
      const { messages } = await lintSource({
        source: { content, filePath: 'text.txt', ext: '.txt', contentType: 'text' },
        options: { config, noPhysicFilePath: true },
      })
      return messages.map(({ range }) => text.slice(range[0], range[1]))
    }
  } catch (cause) {
    throw new GaterError('cannot load the patterns by which secrets are redacted', {
      hint: 'install gater again, or set `journal: { redact: false }` in your own .gatercrc',
      cause,
    })
  }
}

async function fingerprintKey(dir: string): Promise<Buffer> {
  const path = join(dir, 'fingerprint.key')
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 })
    const key = await readFile(path).catch(() => newKey(path))
    if (key.length === keyBytes) return key
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? ` (${cause.code})` : ''
    throw new GaterError(`the journal cannot be kept in \`${dir}\`${code}`, {
      hint: 'nothing runs without it; make the directory writable, or set `journal.dir`',
      cause,
    })
  }
  throw new GaterError(`\`${path}\` is not a key of ${keyBytes} bytes`, { hint: `remove it` })
}

const keyBytes = 32

/** Sessions that start together agree on one key: `link` lets the first one win with a whole file. */
async function newKey(path: string): Promise<Buffer> {
  const draft = `${path}.${randomBytes(8).toString('hex')}`
  await writeFile(draft, randomBytes(keyBytes), { mode: 0o600, flag: 'wx' })
  try {
    await link(draft, path).catch(() => undefined)
    return await readFile(path)
  } finally {
    await unlink(draft)
  }
}
