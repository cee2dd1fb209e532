import type { Action } from '../action/action.ts'
import type { Finding } from '../action/verdict.ts'
import { sha256 } from './chain.ts'
import type { DecisionEntry, Entry } from './record.ts'
import { namesSecret, type Redact } from './redact.ts'

/** Characters of one text that the journal keeps; of a larger one it keeps size and hash. */
export const keptCharacters = 256 * 1024

/** What the journal keeps of an entry: secrets redacted, large texts by hash. */
export type Keep = (entry: Entry) => Promise<Entry>

export function keeper(redact: Redact | null): Keep {
  return async (entry) => {
    switch (entry.type) {
      case 'decision': {
        const small = withoutLarge(entry)
        return redact === null ? small : redacted(small, redact)
      }
      case 'outcome':
        return entry
      case 'note': {
        if (redact === null) return entry
        const { replace } = await secretsOf([entry], redact)
        return { ...(replaceAll(entry, replace) as typeof entry), type: 'note' }
      }
    }
  }
}

function withoutLarge(entry: DecisionEntry): DecisionEntry {
  const omitted: string[] = []
  const text = <T extends string | null>(at: string, value: T): T | string => {
    if (value === null || value.length <= keptCharacters) return value
    omitted.push(at)
    return standIn(value)
  }
  const action = (at: string, action: Action): Action => {
    switch (action.kind) {
      case 'command': {
        const argv = action.argv === undefined ? undefined : JSON.stringify(action.argv)
        if (argv === undefined || argv.length <= keptCharacters) {
          return { ...action, command: text(`${at}.command`, action.command) }
        }
        omitted.push(`${at}.argv`)
        const { argv: _, ...rest } = action
        return { ...rest, command: text(`${at}.command`, action.command) }
      }
      case 'write':
        return { ...action, content: text(`${at}.content`, action.content) }
      case 'call': {
        const input = JSON.stringify(action.input) ?? ''
        if (input.length <= keptCharacters) return action
        omitted.push(`${at}.input`)
        return { ...action, input: standIn(input) }
      }
    }
  }
  const small = {
    ...entry,
    action: action('action', entry.action),
    edited: entry.edited === null ? null : action('edited', entry.edited),
    reason: text('reason', entry.reason),
    note: text('note', entry.note),
  }
  return omitted.length === 0 ? small : { ...small, omitted }
}

function standIn(text: string): string {
  return `[not kept: ${Buffer.byteLength(text)} bytes, sha256 ${sha256(text)}]`
}

async function redacted(entry: DecisionEntry, redact: Redact): Promise<DecisionEntry> {
  const { action, edited, reason, note, findings } = entry
  const { replace, moved } = await secretsOf([action, edited, reason, note], redact)
  const shown = action.kind === 'command' ? action.command : null
  const place = (finding: Finding): Finding => ({
    ...finding,
    why: replace(finding.why),
    span:
      shown === null
        ? finding.span
        : [moved(shown, finding.span[0]), moved(shown, finding.span[1])],
  })
  return {
    ...entry,
    action: redactedAction(action, replace),
    edited: edited === null ? null : redactedAction(edited, replace),
    reason: reason === null ? null : replace(reason),
    note: note === null ? null : replace(note),
    findings: findings.map(place),
  }
}

/** Only what an agent or a person wrote: kinds, directories and paths stay as they are. */
function redactedAction(action: Action, replace: (text: string) => string): Action {
  switch (action.kind) {
    case 'command':
      return {
        ...action,
        command: replace(action.command),
        ...(action.argv === undefined ? {} : { argv: action.argv.map(replace) }),
      }
    case 'write':
      return { ...action, content: action.content === null ? null : replace(action.content) }
    case 'call':
      return { ...action, input: replaceAll(action.input, replace) }
  }
}

/**
 * The secrets found anywhere in `values`, to be replaced everywhere: a password that the command names by an option
 * is redacted in the agent's reason, too.
 */
async function secretsOf(values: readonly unknown[], redact: Redact) {
  const texts = values.flatMap((value) => [...textsOf(value)])
  const named = texts.filter(({ text, name }) => text.length >= 6 && name && namesSecret(name))
  const found = await redact.find(texts.map(({ text }) => text))
  const secrets = new Set([...named.map(({ text }) => text), ...found])
  const longestFirst = [...secrets]
    .filter((text) => text !== '')
    .sort((a, b) => b.length - a.length)
  const pattern = new RegExp(longestFirst.map(escaped).join('|') || '(?!)', 'g')
  return {
    replace: (text: string) => text.replace(pattern, (secret) => redact.mark(secret)),
    /** Where an offset into `text` is once its secrets are replaced; inside a secret: its start. */
    moved(text: string, offset: number): number {
      let shift = 0
      for (const match of text.matchAll(pattern)) {
        const end = match.index + match[0].length
        if (offset < end) return Math.min(offset, match.index) + shift
        shift += redact.mark(match[0]).length - match[0].length
      }
      return offset + shift
    },
  }
}

/** Every string within a value, with the key that it stands under. */
function* textsOf(
  value: unknown,
  name: string | null = null,
): Generator<{ text: string; name: string | null }> {
  if (typeof value === 'string') yield { text: value, name }
  else if (Array.isArray(value)) {
    // `--password` and its value may be neighbours in an argument vector.
    if (value.every((inner) => typeof inner === 'string'))
      yield { text: value.join(' '), name: null }
    for (const inner of value) yield* textsOf(inner, name)
  } else if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) {
      yield { text: key, name: null }
      yield* textsOf(inner, key)
    }
  }
}

function replaceAll(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === 'string') return replace(value)
  if (Array.isArray(value)) return value.map((inner) => replaceAll(inner, replace))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [replace(key), replaceAll(inner, replace)]),
  )
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}
