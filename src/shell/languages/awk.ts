import { bracketEnd } from './bracket.ts'
import type { LanguageFinding } from './language.ts'

type Kind = 'name' | 'number' | 'string' | 'regex' | 'operator' | 'newline'

interface Token {
  kind: Kind
  text: string
  from: number
  to: number
}

const keywords = new Set(
  (
    'BEGIN END BEGINFILE ENDFILE function func if else while for do break continue next nextfile exit return delete in getline ' +
    'print printf switch case default'
  ).split(' '),
)

const functions = new Set(
  (
    'length substr index split sub gsub gensub match sprintf sin cos atan2 exp log sqrt int rand srand tolower toupper close fflush ' +
    'strftime systime mktime and or xor compl lshift rshift strtonum asort asorti patsplit typeof isarray'
  ).split(' '),
)

/** Names through which a program reaches more than its input. */
const reaching: Readonly<Record<string, { class: 'unknown' | 'secret'; why: string }>> = {
  system: { class: 'unknown', why: 'awk `system` runs a command' },
  ENVIRON: { class: 'secret', why: 'awk `ENVIRON` reads the environment' },
  PROCINFO: { class: 'unknown', why: 'awk `PROCINFO` changes how it reads' },
  SYMTAB: { class: 'unknown', why: 'awk `SYMTAB` reaches every variable' },
  FUNCTAB: { class: 'unknown', why: 'awk `FUNCTAB` reaches every function' },
  ARGV: { class: 'unknown', why: 'awk `ARGV` changes which files it reads' },
  ARGC: { class: 'unknown', why: 'awk `ARGC` changes which files it reads' },
}

/** Judges an awk program: patterns, arithmetic, arrays, functions and printing to its own output only read. */
export function judgeAwk(text: string): LanguageFinding[] {
  const { tokens, faultAt } = tokenize(text)
  const findings = [...judgeNames(tokens), ...judgeOutput(tokens), ...judgeInput(tokens)]
  if (faultAt !== null) {
    findings.push({
      span: [faultAt, text.length],
      class: 'unknown',
      why: 'this part of the awk program is not understood',
    })
  }
  return findings
}

function judgeNames(tokens: readonly Token[]): LanguageFinding[] {
  const own = new Set<string>()
  tokens.forEach((token, i) => {
    const before = tokens[i - 1]?.text
    if (token.kind === 'name' && (before === 'function' || before === 'func')) own.add(token.text)
  })
  return tokens.flatMap((token, i): LanguageFinding[] => {
    if (token.kind !== 'name') return []
    const reach = Object.hasOwn(reaching, token.text) ? reaching[token.text] : undefined
    const span = [token.from, token.to] as const
    if (reach) return [{ span, ...reach }]
    const calls = tokens[i + 1]?.text === '(' && tokens[i + 1]?.from === token.to
    const known = functions.has(token.text) || keywords.has(token.text) || own.has(token.text)
    return calls && !known
      ? [{ span, class: 'unknown', why: `awk \`${token.text}\` is not a known function` }]
      : []
  })
}

/** Pipes anywhere; `>` in a print statement outside parentheses, where it redirects. */
function judgeOutput(tokens: readonly Token[]): LanguageFinding[] {
  const findings: LanguageFinding[] = []
  let printing = false
  let depth = 0
  tokens.forEach((token, i) => {
    const { kind, text } = token
    if (kind === 'name' && (text === 'print' || text === 'printf')) printing = true
    if (kind !== 'operator') return
    if (text === '(' || text === '[') depth += 1
    else if (text === ')' || text === ']') depth -= 1
    // A newline does not end the statement after a comma, so none does here.
    else if (text === ';' || text === '{' || text === '}') [printing, depth] = [false, 0]
    else if (text === '|' || text === '|&') {
      findings.push({
        span: [token.from, token.to],
        class: 'unknown',
        why: 'awk `|` runs a command',
      })
    } else if ((text === '>' || text === '>>') && (text === '>>' || (printing && depth <= 0))) {
      const target = tokens[i + 1]
      const path = target?.kind === 'string' && endsStatement(tokens[i + 2]) ? plain(target) : null
      if (path === '/dev/stderr' || path === '/dev/stdout') return
      findings.push({
        span: [token.from, target?.to ?? token.to],
        class: path === null || path.startsWith('/inet') ? 'unknown' : 'reversible',
        why: 'awk `>` writes a file',
        ...(path === null ? {} : { path: { kind: 'write', text: path } as const }),
      })
    }
  })
  return findings
}

/** `getline < FILE`; plain `getline` takes the next line of the input. */
function judgeInput(tokens: readonly Token[]): LanguageFinding[] {
  return tokens.flatMap((token, i): LanguageFinding[] => {
    if (token.kind !== 'name' || token.text !== 'getline') return []
    const rest = tokens.slice(i + 1)
    const end = rest.findIndex(({ kind, text }) => kind === 'operator' && /^[;{}]$/.test(text))
    const less = rest
      .slice(0, end < 0 ? rest.length : end)
      .findIndex(({ kind, text }) => kind === 'operator' && text.startsWith('<'))
    if (less < 0) return []
    const path = rest[less + 1]
    const next = rest[less + 2]
    const known = path?.kind === 'string' && (endsStatement(next) || next?.text === ')')
    return [
      {
        span: [token.from, path?.to ?? token.to],
        class: 'unknown',
        why: 'awk `getline <` reads another file',
        ...(known && path ? { path: { kind: 'read', text: plain(path) ?? '' } as const } : {}),
      },
    ]
  })
}

function endsStatement(token: Token | undefined): boolean {
  return token === undefined || token.kind === 'newline' || token.text === ';' || token.text === '}'
}

/** The value of a string without escapes, else `null`. */
function plain(token: Token): string | null {
  const value = token.text.slice(1, -1)
  return value.includes('\\') ? null : value
}

const pattern = {
  blank: /(?:[ \t]|\\\n)+/y,
  comment: /#[^\n]*/y,
  newline: /\n/y,
  name: /[A-Za-z_][A-Za-z0-9_]*/y,
  number: /0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y,
  string: /"(?:[^"\\\n]|\\[^\n])*"/y,
  operator: /\*\*=|\|&|>>|\*\*|\+\+|--|&&|\|\||[<>=!+\-*/%^]=|!~|[-+*%^!<>|?:=~,;$(){}[\]]/y,
}

function tokenize(text: string): { tokens: Token[]; faultAt: number | null } {
  const tokens: Token[] = []
  const parens: boolean[] = []
  let conditionEnded = false
  let at = 0

  const take = (kind: keyof typeof pattern): string | null => {
    const regex = pattern[kind]
    regex.lastIndex = at
    return regex.exec(text)?.[0] ?? null
  }
  const push = (kind: Kind, value: string) => {
    tokens.push({ kind, text: value, from: at, to: at + value.length })
    at += value.length
  }

  while (at < text.length) {
    const skipped = take('blank') ?? take('comment')
    if (skipped !== null) {
      // In some awks a backslash carries a comment on.
      if (skipped.startsWith('#') && skipped.endsWith('\\')) return { tokens, faultAt: at }
      at += skipped.length
      continue
    }
    const wasCondition = conditionEnded
    conditionEnded = false
    if (text[at] === '/') {
      const meaning = slash(tokens, wasCondition)
      if (meaning === null) return { tokens, faultAt: at }
      if (meaning === 'division') {
        push('operator', text[at + 1] === '=' ? '/=' : '/')
        continue
      }
      const end = regexEnd(text, at + 1)
      if (end < 0) return { tokens, faultAt: at }
      push('regex', text.slice(at, end))
      continue
    }
    const kind = (['newline', 'name', 'number', 'string', 'operator'] as const).find(
      (candidate) => take(candidate) !== null,
    )
    if (kind === undefined) return { tokens, faultAt: at }
    const value = take(kind) ?? ''
    if (value === '(') {
      const before = tokens.at(-1)?.text
      parens.push(before === 'if' || before === 'while' || before === 'for' || before === 'switch')
    } else if (value === ')') {
      conditionEnded = parens.pop() ?? false
    }
    push(kind, value)
  }
  return { tokens, faultAt: null }
}

/** Whether a `/` divides or opens a regular expression; `null` where awks may differ. */
function slash(tokens: readonly Token[], afterCondition: boolean): 'division' | 'regex' | null {
  const last = tokens.at(-1)
  if (last === undefined || last.kind === 'newline') return 'regex'
  switch (last.kind) {
    case 'number':
    case 'string':
      return 'division'
    case 'regex':
      return null
    case 'name':
      if (/^(?:print|printf|return|else|do|case)$/.test(last.text)) return 'regex'
      return keywords.has(last.text) || functions.has(last.text) ? null : 'division'
    case 'operator':
      if (last.text === ')') return afterCondition ? 'regex' : 'division'
      if (last.text === ']') return 'division'
      if (last.text === '$') return null
      if (last.text !== '++' && last.text !== '--') return 'regex'
      return tokens.at(-2)?.kind === 'name' || tokens.at(-2)?.text === ']' ? 'division' : null
  }
}

/** The offset after the closing `/`, or -1. */
function regexEnd(text: string, from: number): number {
  let at = from
  while (at < text.length && text[at] !== '\n') {
    const char = text.charAt(at)
    if (char === '/') return at + 1
    if (char === '[') {
      at = bracketEnd(text, at, '/')
      if (at < 0) return -1
    } else {
      at += char === '\\' ? 2 : 1
    }
  }
  return -1
}
