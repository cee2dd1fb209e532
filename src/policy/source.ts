import * as v from 'valibot'
import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  visit,
} from 'yaml'
import { GaterError } from '../action/error.ts'
import { type Config, ConfigSchema, keysAt } from './schema.ts'

/** A `.gatercrc` as it was read. */
export interface Source {
  /** Absolute. */
  file: string
  text: string
  config: Config
  /** The line of what stands at a path, e.g. `['allow', 3]`; starts at 1. */
  lineAt(path: readonly (string | number)[]): number
}

export const ruleLists = ['allow', 'contain', 'ask', 'deny'] as const

/** Longer files are no configuration that a person has read. */
const mostChars = 1_000_000

/**
 * Reads the text of a config file, YAML or JSON. Throws `GaterError` with file, line, what was expected and a hint: also
 * for what YAML would silently read as something else than a person means.
 *
 * @param name how the file is called in messages
 */
export function readSource(file: string, text: string, name: string): Source {
  const lines = new LineCounter()
  const fail = (offset: number, message: string, hint?: string): never => {
    throw new GaterError(`${name}:${lines.linePos(offset).line || 1}: ${message}`, { hint })
  }
  if (text.length > mostChars) fail(0, 'too long for a configuration')
  if (file.endsWith('.json')) checkJson(text, name)
  const documents = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: true, merge: false })
  if (!Array.isArray(documents)) return { file, text, config: {}, lineAt: () => 1 }
  const [document, second] = documents
  const wrong = documents.flatMap((one) => [...one.errors, ...one.warnings])[0]
  if (wrong !== undefined) {
    const [message = ''] = wrong.message.split('\n')
    const twice = wrong.code === 'DUPLICATE_KEY'
    fail(
      wrong.pos[0],
      plainMessage(message),
      twice ? 'keep one of them, with what both say' : hintAt(text, wrong.pos[0]),
    )
  }
  if (document === undefined) return { file, text, config: {}, lineAt: () => 1 }
  if (second !== undefined) fail(second.range[0], 'a second document', 'remove the line `---`')

  visit(document, {
    Node(key, node) {
      const at = node.range?.[0] ?? 0
      if (isAlias(node) || ('anchor' in node && node.anchor !== undefined)) {
        fail(at, 'anchors and aliases are not allowed', hintAt(text, at))
      }
      if (node.tag !== undefined && text.charAt(at) === '!')
        fail(at, 'tags are not allowed', hintAt(text, at))
      if (isScalar(node) && key === 'key' && node.value === '$import') {
        fail(
          at,
          '`$import` is refused: a configuration stands in one file',
          'copy what it would bring into this file',
        )
      }
    },
  })
  const root = document.contents
  if (root !== null && isScalar(root) && root.value === null) {
    return { file, text, config: {}, lineAt: () => 1 }
  }
  if (isMap(root)) {
    for (const list of ruleLists) {
      const items = root.get(list, true)
      if (isSeq(items)) for (const item of items.items) checkEntry(item, text, fail)
    }
  }

  const nodeAt = (path: readonly (string | number)[]): number => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true)
      const key = keyAt(document.getIn(path.slice(0, length - 1), true), path[length - 1])
      if (key !== undefined) return key.range?.[0] ?? 0
      if (isNode(node)) return node.range?.[0] ?? 0
    }
    return 0
  }
  const parsed = v.safeParse(ConfigSchema, document.toJS() ?? {}, { abortEarly: true })
  if (!parsed.success) {
    const issue = deepest(parsed.issues[0])
    const path = (issue.path ?? []).map((item) =>
      typeof item.key === 'number' ? item.key : String(item.key),
    )
    const unknown = issue.expected === 'never'
    const last = String(path.at(-1) ?? '')
    fail(
      nodeAt(path),
      unknown
        ? `unknown key \`${last}\``
        : `${path.length > 0 ? `\`${path.join('.')}\`: ` : ''}${issue.message}`,
      unknown ? nearestKey(path) : undefined,
    )
    throw new GaterError('unreachable')
  }
  return { file, text, config: parsed.output, lineAt: (path) => lines.linePos(nodeAt(path)).line }
}

// --- internal ---

type Fail = (offset: number, message: string, hint?: string) => never

function checkJson(text: string, name: string): void {
  if (text.trim() === '') return
  try {
    JSON.parse(text)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const at = Number(/position (\d+)/.exec(message)?.[1] ?? 0)
    throw new GaterError(
      `${name}:${text.slice(0, at).split('\n').length}: not JSON: ${message.split('\n')[0]}`,
    )
  }
}

/** An entry must be what its line looks like: plain text in one line, or a mapping with `rule`. */
function checkEntry(item: unknown, text: string, fail: Fail): void {
  if (!isNode(item)) return
  const [from = 0, to = 0] = item.range ?? []
  if (isMap(item)) {
    const first = item.items[0]?.key
    const known = isScalar(first) && (keysAt.entry ?? []).includes(String(first.value))
    if (
      !known &&
      !(item.flow && item.items.some((pair) => isScalar(pair.key) && pair.key.value === 'rule'))
    ) {
      const written = item.flow ? text.slice(from, to) : lineFrom(text, from)
      fail(from, 'YAML reads this entry as a mapping, not as a rule', quoted(written))
    }
    const rule = item.get('rule', true)
    if (isScalar(rule)) checkEntry(rule, text, fail)
    return
  }
  const written = text.slice(from, to)
  if (isCollection(item)) {
    const entry = text.charAt(from) === '[' ? written : lineFrom(text, from)
    fail(from, 'YAML reads this entry as a list, not as a rule', quoted(entry))
  }
  if (!isScalar(item)) return
  if (item.type === 'BLOCK_FOLDED' || item.type === 'BLOCK_LITERAL' || written.includes('\n')) {
    fail(
      from,
      'a rule is one line',
      quoted(written.replace(/^[|>][^\n]*\n/, '').replace(/\s*\n\s*/g, ' ')),
    )
  }
  if (item.type !== 'PLAIN') return
  if (typeof item.value !== 'string' || /^(y|yes|n|no|on|off|true|false|null|~)$/i.test(written)) {
    fail(from, `YAML can read \`${written}\` as something else than text`, quoted(written))
  }
  // Two blanks before it make a comment that nobody can take for a part of the rule.
  if (/^[ \t]#/.test(text.slice(to))) {
    fail(
      to + 1,
      'a comment cuts this rule',
      `${quoted(lineFrom(text, from))}; or, for a comment, two blanks before \`#\``,
    )
  }
}

function quoted(rule: string): string {
  return `write ${JSON.stringify(rule.trim())}`
}

function lineFrom(text: string, from: number): string {
  return text.slice(from).split('\n')[0] ?? ''
}

function hintAt(text: string, at: number): string | undefined {
  const start = text.lastIndexOf('\n', at - 1) + 1
  const [line = ''] = text.slice(start).split('\n')
  if (line.includes('\t')) return 'indent with blanks, not with tabs'
  const entry = /^\s*- (.+)$/.exec(line)?.[1]
  return entry === undefined
    ? undefined
    : `if this is a rule, write ${JSON.stringify(entry.trim())}`
}

function plainMessage(message: string): string {
  const text = message.replace(/ at line \d+, column \d+:?$/, '')
  return text.charAt(0).toLowerCase() + text.slice(1)
}

function keyAt(parent: unknown, key: string | number | undefined): Node | undefined {
  if (!isMap(parent)) return undefined
  const pair = parent.items.find((one) => isScalar(one.key) && one.key.value === key)
  return isNode(pair?.key) ? pair.key : undefined
}

/** Where an entry is wrong, what is wrong inside it. */
function deepest(issue: v.BaseIssue<unknown>): v.BaseIssue<unknown> {
  const inner = issue.issues?.find((one) => one.path !== undefined)
  if (inner === undefined) return issue
  const path = [...(issue.path ?? []), ...(inner.path ?? [])]
  return deepest({ ...inner, path: path as [v.IssuePathItem, ...v.IssuePathItem[]] })
}

function nearestKey(path: readonly (string | number)[]): string {
  const parent = path.at(-2)
  const place =
    path.length === 1
      ? ''
      : typeof parent === 'number'
        ? 'entry'
        : parent === 'when'
          ? 'when'
          : String(parent)
  const keys = keysAt[place] ?? []
  const word = String(path.at(-1) ?? '')
  const near = keys
    .map((key) => ({ key, far: distance(word.toLowerCase(), key.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)[0]
  return near !== undefined && near.far <= Math.max(2, word.length / 3)
    ? `did you mean \`${near.key}\`?`
    : `known here: ${keys.join(', ')}`
}

/** Levenshtein. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next[j] = Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1)
    }
    row = next
  }
  return row[b.length] ?? 0
}
