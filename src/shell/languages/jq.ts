import type { LanguageFinding } from './language.ts'

interface Token {
  kind: 'name' | 'field' | 'variable' | 'other'
  text: string
  from: number
  to: number
}

type Reach = Readonly<Record<string, { class: 'unknown' | 'secret'; why: string }>>

const jqReach: Reach = {
  env: { class: 'secret', why: 'jq `env` reads the environment' },
  $ENV: { class: 'secret', why: 'jq `$ENV` reads the environment' },
  import: { class: 'unknown', why: 'jq `import` loads a module' },
  include: { class: 'unknown', why: 'jq `include` loads a module' },
  modulemeta: { class: 'unknown', why: 'jq `modulemeta` loads a module' },
  get_search_list: { class: 'unknown', why: 'jq `get_search_list` tells where modules lie' },
}

const yqEnvironment = { class: 'secret', why: 'yq reads the environment' } as const
const yqFile = { class: 'unknown', why: 'yq `load` reads another file' } as const

/** What yq has beside jq: two programs bear the name, so both are meant. */
const yqReach: Reach = {
  ...jqReach,
  strenv: yqEnvironment,
  envsubst: yqEnvironment,
  load: yqFile,
  load_str: yqFile,
  load_xml: yqFile,
  load_props: yqFile,
  load_base64: yqFile,
  loadstr: yqFile,
  strload: yqFile,
  eval: { class: 'unknown', why: 'yq `eval` runs a text as a program' },
  system: { class: 'unknown', why: 'yq `system` runs a command' },
  exec: { class: 'unknown', why: 'yq `exec` runs a command' },
}

/** Judges a jq filter: everything but the environment and modules only reads its input. */
export function judgeJq(text: string): LanguageFinding[] {
  return judge(text, jqReach)
}

/** Judges a yq expression, of either program of that name. */
export function judgeYq(text: string): LanguageFinding[] {
  return judge(text, yqReach)
}

function judge(text: string, reach: Reach): LanguageFinding[] {
  const { tokens, faultAt } = tokenize(text)
  const brackets: string[] = []
  const findings: LanguageFinding[] = []
  tokens.forEach((token, i) => {
    if (/^(?:[{[(]|\\\()$/.test(token.text)) brackets.push(token.text)
    else if (/^[\])}]$/.test(token.text)) brackets.pop()
    // `{a: if . then 1, env, 2 end}`: between these a name is no key.
    else if (token.kind === 'name' && token.text === 'if') brackets.push('if')
    else if (token.kind === 'name' && token.text === 'end' && brackets.at(-1) === 'if')
      brackets.pop()
    const found = Object.hasOwn(reach, token.text) ? reach[token.text] : undefined
    if (found === undefined || token.kind === 'field') return
    if (token.kind === 'name' && brackets.at(-1) === '{' && isKey(tokens, i)) return
    findings.push({ span: [token.from, token.to], ...found })
  })
  if (faultAt !== null) {
    findings.push({
      span: [faultAt, text.length],
      class: 'unknown',
      why: 'this part of the filter is not understood',
    })
  }
  return findings
}

/** `{env}` and `{env: …}` name a field of the input. */
function isKey(tokens: readonly Token[], i: number): boolean {
  const before = tokens[i - 1]?.text
  const after = tokens[i + 1]?.text
  return (before === '{' || before === ',') && (after === ':' || after === ',' || after === '}')
}

const pattern = {
  blank: /[ \t\r\n]+/y,
  comment: /#[^\n]*/y,
  field: /\.[A-Za-z_][A-Za-z0-9_]*/y,
  variable: /\$[A-Za-z_][A-Za-z0-9_]*(?:::[A-Za-z_][A-Za-z0-9_]*)*/y,
  name: /@?[A-Za-z_][A-Za-z0-9_]*(?:::[A-Za-z_][A-Za-z0-9_]*)*/y,
}

/** Strings are read for their `\(…)` parts; a `\r` or another odd character is not understood. */
function tokenize(text: string): { tokens: Token[]; faultAt: number | null } {
  const tokens: Token[] = []
  /** Depth of parentheses inside each string interpolation that is open. */
  const interpolations: number[] = []
  let inString = false
  let at = 0

  const take = (kind: keyof typeof pattern): string | null => {
    const regex = pattern[kind]
    regex.lastIndex = at
    return regex.exec(text)?.[0] ?? null
  }
  const push = (kind: Token['kind'], value: string) => {
    tokens.push({ kind, text: value, from: at, to: at + value.length })
    at += value.length
  }

  while (at < text.length) {
    const char = text.charAt(at)
    if (inString) {
      if (char === '"') {
        inString = false
        push('other', '"')
      } else if (char === '\\' && text[at + 1] === '(') {
        inString = false
        interpolations.push(0)
        push('other', '\\(')
      } else {
        at += char === '\\' ? 2 : 1
      }
      continue
    }
    const skipped = take('blank') ?? take('comment')
    if (skipped !== null) {
      // jq 1.7 lets a backslash carry a comment on.
      if (skipped.startsWith('#') && /\\\r?$/.test(skipped)) return { tokens, faultAt: at }
      at += skipped.length
      continue
    }
    if (char === '"') {
      inString = true
      push('other', '"')
      continue
    }
    const open = interpolations.at(-1)
    if (open !== undefined && char === '(') interpolations[interpolations.length - 1] = open + 1
    if (open !== undefined && char === ')') {
      if (open === 0) {
        interpolations.pop()
        inString = true
      } else {
        interpolations[interpolations.length - 1] = open - 1
      }
    }
    const kind = (['field', 'variable', 'name'] as const).find(
      (candidate) => take(candidate) !== null,
    )
    if (kind !== undefined) push(kind, take(kind) ?? '')
    else if (/[\x21-\x7e]/.test(char)) push('other', char)
    else return { tokens, faultAt: at }
  }
  return { tokens, faultAt: inString ? text.length : null }
}
