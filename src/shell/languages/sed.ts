import { bracketEnd } from './bracket.ts'
import type { LanguageFinding } from './language.ts'

/** `d`, `p`, `q` and the like: they read, print and move text, and take no argument or a number. */
const plain = new Set('=dDgGhHlLnNpPqQxz')
const labelled = new Set('btT:')
const inserting = new Set('aic')
const files: Readonly<Record<string, { kind: 'read' | 'write'; why: string }>> = {
  r: { kind: 'read', why: 'sed `r` reads a file' },
  R: { kind: 'read', why: 'sed `R` reads a file' },
  w: { kind: 'write', why: 'sed `w` writes a file' },
  W: { kind: 'write', why: 'sed `W` writes a file' },
}

/** Where a script stops being understood: from here on it may do anything. */
class Unreadable extends Error {
  readonly at: number

  constructor(at: number, why: string) {
    super(why)
    this.at = at
  }
}

/**
 * Judges a sed script: addresses, printing, substitution and branches only read.
 * Where GNU and BSD sed disagree on how a text is read, it is not understood.
 */
export function judgeSed(text: string): LanguageFinding[] {
  const findings: LanguageFinding[] = []
  try {
    readScript(text, findings)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    findings.push({ span: [error.at, text.length], class: 'unknown', why: error.message })
  }
  return findings
}

function readScript(text: string, findings: LanguageFinding[]): void {
  let at = 0
  while (at < text.length) {
    if (/[\s;{}]/.test(text.charAt(at))) {
      at += 1
    } else if (text[at] === '#') {
      at = lineEnd(text, at)
    } else {
      at = readCommand(text, readAddresses(text, at), findings)
    }
  }
}

/** Skips `1,$`, `/re/I,+3`, `2~3`, `!`; returns where the command letter stands. */
function readAddresses(text: string, from: number): number {
  let at = readAddress(text, from)
  at = skipBlanks(text, at)
  if (text[at] === ',') {
    at = skipBlanks(text, at + 1)
    const second = readAddress(text, text[at] === '+' || text[at] === '~' ? at + 1 : at)
    if (second === at) throw new Unreadable(at, 'this sed address is not understood')
    at = skipBlanks(text, second)
  }
  while (text[at] === '!' || text[at] === ' ' || text[at] === '\t') at += 1
  return at
}

function readAddress(text: string, from: number): number {
  const number = /^(?:\$|\d+(?:~\d+)?)/.exec(text.slice(from))
  if (number) return from + number[0].length
  if (text[from] === '/') return skipFlags(text, delimited(text, from + 1, '/'), 'IM')
  if (text[from] === '\\') {
    return skipFlags(text, delimited(text, from + 2, text.charAt(from + 1)), 'IM')
  }
  return from
}

function readCommand(text: string, at: number, findings: LanguageFinding[]): number {
  const name = text.charAt(at)
  if (name === '{' || name === '}') return at + 1
  if (plain.has(name)) return endOfCommand(text, skipNumber(text, at + 1))
  // GNU sed ends a label at a blank, and a further command may follow; BSD sed ends it with the line.
  if (labelled.has(name)) {
    const start = skipBlanks(text, at + 1)
    return endOfCommand(text, start + text.slice(start).search(/\W|$/))
  }
  if (inserting.has(name)) return readInserted(text, at + 1)
  if (name === 's') return readSubstitution(text, at, findings)
  if (name === 'y') {
    const delimiter = delimiterAt(text, at + 1)
    const middle = delimited(text, at + 2, delimiter, false)
    return endOfCommand(text, delimited(text, middle, delimiter, false))
  }
  if (name === 'e') {
    const end = lineEnd(text, at)
    const command = text.slice(at + 1, end).trim()
    findings.push({
      span: [at, end],
      class: 'unknown',
      why: 'sed `e` runs a command',
      ...(command === '' ? {} : { command }),
    })
    return end
  }
  if (name in files) return readFileName(text, at, at + 1, findings)
  throw new Unreadable(
    at,
    name === '' ? 'the sed script ends early' : `sed \`${name}\` is not known`,
  )
}

function readSubstitution(text: string, from: number, findings: LanguageFinding[]): number {
  const delimiter = delimiterAt(text, from + 1)
  const middle = delimited(text, from + 2, delimiter)
  let at = delimited(text, middle, delimiter, false)
  for (;;) {
    const flag = text.charAt(at)
    if (flag === 'e') {
      findings.push({
        span: [at, at + 1],
        class: 'unknown',
        why: 'sed `s///e` runs the result as a command',
      })
    } else if (flag === 'w') {
      return readFileName(text, at, at + 1, findings)
    } else if (!/[gpiImM0-9]/.test(flag)) {
      return endOfCommand(text, at)
    }
    at += 1
  }
}

/** A file name runs to the end of the line, whatever stands in it. */
function readFileName(text: string, at: number, from: number, findings: LanguageFinding[]): number {
  const end = lineEnd(text, at)
  const path = text.slice(from, end).trim()
  const file = files[text.charAt(at)]
  const kind = file?.kind ?? 'write'
  if (kind === 'write' && (path === '/dev/stdout' || path === '/dev/stderr')) return end
  findings.push({
    span: [at, end],
    class: kind === 'write' ? 'reversible' : 'read',
    why: file?.why ?? 'sed `w` writes a file',
    path: { kind, text: path },
  })
  return end
}

/** `a text`, or `a\` and the text on the next line. A further backslash may carry the text on. */
function readInserted(text: string, from: number): number {
  const opening = /^[ \t]*(?:\\\n?)?/.exec(text.slice(from))?.[0].length ?? 0
  const end = lineEnd(text, from + opening)
  if (text.slice(from + opening, end).includes('\\')) {
    throw new Unreadable(from, 'a backslash in inserted text may carry it on')
  }
  return end
}

/** The offset after the closing delimiter. */
function delimited(text: string, from: number, delimiter: string, regex = true): number {
  let at = from
  while (at < text.length && text[at] !== '\n') {
    const char = text.charAt(at)
    if (char === delimiter) return at + 1
    if (char === '\\') {
      if (text[at + 1] === '\n') break
      at += 2
    } else if (char === '[' && regex) {
      at = bracketEnd(text, at, delimiter)
      if (at < 0) break
    } else {
      at += 1
    }
  }
  throw new Unreadable(from, 'this part of the sed script has no clear end')
}

function delimiterAt(text: string, at: number): string {
  const delimiter = text.charAt(at)
  if (/[\s\\]|^$/.test(delimiter)) throw new Unreadable(at, 'this sed delimiter is not understood')
  return delimiter
}

/** After a command only blanks may stand before `;`, `}`, a comment or the end of the line. */
function endOfCommand(text: string, from: number): number {
  const at = skipBlanks(text, from)
  if (at >= text.length || /[;\n}#]/.test(text.charAt(at))) return at
  throw new Unreadable(at, `\`${text.charAt(at)}\` after a sed command is not understood`)
}

function skipBlanks(text: string, from: number): number {
  let at = from
  while (text[at] === ' ' || text[at] === '\t') at += 1
  return at
}

function skipNumber(text: string, from: number): number {
  let at = skipBlanks(text, from)
  while (/\d/.test(text.charAt(at))) at += 1
  return at
}

function skipFlags(text: string, from: number, flags: string): number {
  let at = from
  while (at < text.length && flags.includes(text.charAt(at))) at += 1
  return at
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}
