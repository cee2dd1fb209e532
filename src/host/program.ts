import { accessSync, constants, statSync } from 'node:fs'
import { basename, delimiter, isAbsolute, resolve } from 'node:path'
import { GaterError } from '../action/error.ts'
import type { Channel } from '../channel/channel.ts'
import { channelOf, channels } from '../channel/index.ts'

/** The agent as it is to be started. */
export interface AgentProgram {
  /** Absolute path of what is executed. */
  path: string
  /** Arguments before the agent's own: those of a wrapper, such as `-y @anthropic-ai/claude-code` of npx. */
  wrapper: readonly string[]
  /** The agent's own arguments. */
  args: readonly string[]
  /** `null` for an agent that asks on `$GATER_SOCKET` by itself. */
  channel: Channel | null
  /** For people and the journal, e.g. `claude`. */
  name: string
}

export interface ResolveOptions {
  /** As the person named it: a channel, or `socket`. */
  agent?: string | undefined
  /** Whether the exec gate stands, so that an agent which gater does not know may run. */
  gated?: boolean
  env: Readonly<Record<string, string | undefined>>
  cwd: string
}

/**
 * Finds the agent in the words after `--`, through wrappers where that is certain.
 * Throws `GaterError`: 127 not found, 126 cannot be executed, 125 gater cannot speak with it.
 */
export function resolveAgent(words: readonly string[], options: ResolveOptions): AgentProgram {
  const [word, ...rest] = words
  if (word === undefined) throw new GaterError('no agent was named', { hint: usage })
  const path = findProgram(word, options)
  if (options.agent === 'socket') {
    return { path, wrapper: [], args: rest, channel: null, name: basename(word) }
  }
  const found =
    options.agent === undefined ? seek(words) : chosen(words, channelNamed(options.agent))
  if (found === null && options.gated) {
    return { path, wrapper: [], args: rest, channel: null, name: basename(word) }
  }
  if (found === null) throw unknownAgent(words)
  const { channel, at } = found
  return {
    path,
    wrapper: words.slice(1, at + 1),
    args: words.slice(at + 1),
    channel,
    name: channel.name,
  }
}

/** The absolute path of a program, as a shell would find it. Throws `GaterError` 127 or 126. */
export function findProgram(word: string, { env, cwd }: ResolveOptions): string {
  const candidates = word.includes('/')
    ? [resolve(cwd, word)]
    : (env.PATH ?? '')
        .split(delimiter)
        .filter(isAbsolute)
        .map((dir) => resolve(dir, word))
  const existing = candidates.filter(isFile)
  const path = existing.find(isExecutable)
  if (path !== undefined) return path
  if (existing[0] !== undefined) {
    throw new GaterError(`\`${existing[0]}\` cannot be executed`, {
      hint: `chmod +x ${existing[0]}`,
      exit: 126,
    })
  }
  throw new GaterError(`\`${word}\` was not found`, {
    hint: word.includes('/') ? undefined : 'is it installed, and on PATH?',
    exit: 127,
  })
}

// --- internal ---

const usage = 'gater run -- claude'

/** npm packages that are an agent, by its channel. */
const packages: Readonly<Record<string, string>> = {
  '@anthropic-ai/claude-code': 'claude',
  '@openai/codex': 'codex',
}

interface Found {
  channel: Channel
  /** Index of the last word before the agent's own arguments. */
  at: number
}

/** The agent that the words start for certain; else `null`. */
function seek(words: readonly string[], at = 0): Found | null {
  const word = words[at]
  if (word === undefined) return null
  const channel = channelOf(word)
  if (channel !== null) return { channel, at }
  switch (basename(word)) {
    case 'env': {
      const next = words.findIndex((one, i) => i > at && !/^[A-Za-z_]\w*=/.test(one))
      return next < 0 ? null : seek(words, next)
    }
    case 'npx': {
      const next = words.findIndex((one, i) => i > at && one !== '-y' && one !== '--yes')
      const name = words[next]?.replace(/(?<=.)@[^/]*$/, '')
      return fromName(packages[name ?? ''], next)
    }
    case 'node': {
      const script = words[at + 1] ?? ''
      const channel = channelOf(script.replace(/\.[cm]?js$/, ''))
      if (channel !== null && !script.startsWith('-')) return { channel, at: at + 1 }
      const inPackage = Object.keys(packages).find((name) => script.includes(`/${name}/`))
      return fromName(packages[inPackage ?? ''], at + 1)
    }
    default:
      return null
  }
}

/** Where the person said what it is: its arguments start after the word that names it, or after the first one. */
function chosen(words: readonly string[], channel: Channel): Found {
  const named = words.findIndex(
    (word) =>
      channel.programs.includes(basename(word)) ||
      packages[word.replace(/(?<=.)@[^/]*$/, '')] === channel.name,
  )
  return { channel, at: Math.max(0, named) }
}

function channelNamed(name: string): Channel {
  const channel = channels.find((one) => one.name === name)
  if (channel !== undefined) return channel
  const names = [...channels.map((one) => one.name), 'socket'].map((one) => `\`${one}\``)
  throw new GaterError(`no agent \`${name}\` is known`, {
    hint: `one of ${names.join(', ')}`,
    exit: 125,
  })
}

function fromName(name: string | undefined, at: number): Found | null {
  const channel = channels.find((one) => one.name === name)
  return channel === undefined ? null : { channel, at }
}

function unknownAgent(words: readonly string[]): GaterError {
  const inside = words.map((word) => channelOf(word)).find((channel) => channel !== null)
  return new GaterError(`gater does not know how \`${words[0]}\` asks, and it would run ungated`, {
    hint:
      inside === undefined
        ? '`--agent socket`, if it asks on $GATER_SOCKET by itself'
        : `\`--agent ${inside.name}\`, if it starts ${inside.name}`,
    exit: 125,
  })
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
