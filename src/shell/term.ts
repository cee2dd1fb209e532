import type { Span } from '../action/verdict.ts'
import type { Word } from './line.ts'
import type { WordNode, WordPart } from './parse.ts'

/** A word of a command as far as the text tells what the program will get. */
export interface Term extends Word {
  /** What it can be, exactly one of these; `null` where the text does not tell. */
  readings: readonly Reading[] | null
  /** Static text that every form of it begins with; '' where there is none. */
  prefix: string
  /** Names of files found by another command; `plain` when none of them can be a secret. */
  found?: { plain: boolean }
}

/** One form of a word: text, or an unquoted glob whose quoted characters are escaped. */
export interface Reading {
  text: string
  glob: boolean
  /** Begins with an unquoted `~`. */
  tilde: boolean
}

/** Known values of a variable, or `null`. */
export type Values = readonly Reading[] | null

/** Where the word stands, so that spans point into the text of the line. */
export interface Setting {
  span(from: number, to: number): Span
  source: string
  values(name: string): Values
  /** The shell may be zsh. */
  zsh: boolean
}

const mostReadings = 64

export function plainTerm(value: string, span: Span): Term {
  return {
    value,
    static: true,
    span,
    readings: [{ text: value, glob: false, tilde: false }],
    prefix: value,
  }
}

/** Decodes a word. */
export function readTerm(word: WordNode, setting: Setting): Term {
  const span = setting.span(word.pos, word.end)
  const source = word.text
  const tilde = source.startsWith('~')
  if (setting.zsh && source.startsWith('=') && source.length > 1) {
    return { value: source, static: false, span, readings: null, prefix: '' }
  }
  const parts = word.parts
  if (parts === undefined) {
    const bracketed = tilde || /(?:^|[:=])~/.test(source)
    return {
      value: word.value,
      static: !tilde,
      span,
      readings: [{ text: word.value, glob: false, tilde }],
      prefix: bracketed && tilde ? '' : word.value,
    }
  }
  const pieces = readParts(parts, setting, false)
  if (pieces.readings !== null) {
    const readings = pieces.readings.map((reading) => ({
      ...reading,
      tilde: tilde && !pieces.leadingQuote,
    }))
    const [only] = readings
    const isStatic =
      readings.length === 1 && only !== undefined && !pieces.expanded && !only.glob && !only.tilde
    return {
      value: isStatic ? only.text : source,
      static: isStatic,
      span,
      readings,
      prefix: isStatic ? only.text : tilde ? '' : pieces.prefix,
    }
  }
  return { value: source, static: false, span, readings: null, prefix: tilde ? '' : pieces.prefix }
}

interface Pieces {
  readings: Reading[] | null
  prefix: string
  expanded: boolean
  leadingQuote: boolean
}

function readParts(parts: readonly WordPart[], setting: Setting, quoted: boolean): Pieces {
  let readings: Reading[] | null = [{ text: '', glob: false, tilde: false }]
  let prefix = ''
  let prefixOpen = true
  let expanded = false
  const add = (texts: readonly { text: string; glob: boolean }[] | null) => {
    if (texts === null || readings === null || readings.length * texts.length > mostReadings) {
      readings = null
    } else {
      readings = readings.flatMap((left) => texts.map((right) => join(left, right)))
    }
  }
  const [only] = parts
  if (parts.length === 1 && only?.type === 'ProcessSubstitution') {
    const text = '/dev/fd/63'
    return {
      readings: [{ text, glob: false, tilde: false }],
      prefix: text,
      expanded: true,
      leadingQuote: true,
    }
  }
  for (const part of parts) {
    switch (part.type) {
      case 'Literal':
      case 'SingleQuoted':
      case 'AnsiCQuoted':
        add([{ text: part.value, glob: false }])
        if (prefixOpen) prefix += part.value
        continue
      case 'Glob':
        add([{ text: part.text, glob: true }])
        prefixOpen = false
        continue
      case 'DoubleQuoted':
      case 'LocaleString': {
        const inner = readParts(part.parts, setting, true)
        add(part.type === 'LocaleString' && inner.expanded ? null : inner.readings)
        if (prefixOpen) prefix += inner.prefix
        if (inner.expanded) {
          expanded = true
          prefixOpen = false
        }
        continue
      }
      case 'SimpleExpansion': {
        add(expandKnown(setting.values(variableName(part.text)), quoted))
        break
      }
      case 'ParameterExpansion': {
        const simple =
          part.operation === undefined && part.index === undefined && part.prefix === undefined
        add(simple ? expandKnown(setting.values(part.parameter), quoted) : null)
        break
      }
      default:
        add(null)
    }
    expanded = true
    prefixOpen = false
  }
  const [first] = parts
  return {
    readings,
    prefix,
    expanded,
    leadingQuote: first !== undefined && first.type !== 'Literal',
  }
}

/** Outside quotes a value is split and globbed, so that only plain values stay what they are. */
function expandKnown(
  values: Values,
  quoted: boolean,
): readonly { text: string; glob: boolean }[] | null {
  if (values === null) return null
  if (
    !quoted &&
    values.some(({ text, glob }) => glob || text === '' || /[\s*?[\]{}\\~]/.test(text))
  )
    return null
  return values.map(({ text, glob, tilde }) => ({ text, glob: glob || tilde }))
}

/** `$name`, without the dollar sign. */
export function variableName(text: string): string {
  return text.slice(1)
}

function join(left: Reading, right: { text: string; glob: boolean }): Reading {
  if (left.glob === right.glob)
    return { text: left.text + right.text, glob: left.glob, tilde: false }
  return left.glob
    ? { text: left.text + escapeGlob(right.text), glob: true, tilde: false }
    : { text: escapeGlob(left.text) + right.text, glob: true, tilde: false }
}

function escapeGlob(text: string): string {
  return text.replace(/[\\*?[\]{}]/g, '\\$&')
}

/** Whether it may begin with a dash, and so be read as an option. */
export function mayBeOption(term: Term): boolean {
  return mayBeginWith('-', term)
}

/** Whether its first character may be this one. */
export function mayBeginWith(mark: string, term: Term): boolean {
  if (term.static) return term.value.startsWith(mark)
  if (term.readings !== null) {
    return term.readings.some(
      ({ text, glob }) => text.startsWith(mark) || (glob && /^\\?[-*?[{@!+]/.test(text)),
    )
  }
  return term.prefix === '' || term.prefix.startsWith(mark)
}
