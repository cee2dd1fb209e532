const compiled = new Map<string, RegExp>()
const remembered = 2000

/**
 * Whether a path or name matches a glob: `*` and `?` within one component, `**` across components, `[…]`, `{a,b}`,
 * and `\` before a character that stands for itself.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  let expression = compiled.get(pattern)
  if (expression === undefined) {
    if (compiled.size >= remembered) compiled.clear()
    expression = new RegExp(`^${translate(pattern)}$`, 's')
    compiled.set(pattern, expression)
  }
  return expression.test(text)
}

function translate(pattern: string): string {
  let out = ''
  let braces = 0
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern[at] ?? ''
    if (char === '\\') {
      at += 1
      out += literal(pattern[at] ?? '\\')
    } else if (char === '*') {
      if (pattern[at + 1] !== '*') out += '[^/]*'
      else if (pattern[at + 2] === '/') {
        out += '(?:.*/)?'
        at += 2
      } else {
        out += '.*'
        at += 1
      }
    } else if (char === '?') {
      out += '[^/]'
    } else if (char === '[') {
      const end = setEnd(pattern, at)
      if (end < 0) out += '\\['
      else {
        out += set(pattern.slice(at + 1, end))
        at = end
      }
    } else if (char === '{' && pattern.includes('}', at)) {
      braces += 1
      out += '(?:'
    } else if (char === '}' && braces > 0) {
      braces -= 1
      out += ')'
    } else if (char === ',' && braces > 0) {
      out += '|'
    } else {
      out += literal(char)
    }
  }
  return out + ')'.repeat(braces)
}

function setEnd(pattern: string, at: number): number {
  let from = at + 1
  if (pattern[from] === '!' || pattern[from] === '^') from += 1
  return pattern.indexOf(']', from + 1)
}

/** A bracket expression; what is not plain characters and ranges stands for any character. */
function set(body: string): string {
  const negated = /^[!^]/.test(body)
  const members = negated ? body.slice(1) : body
  if (/\[[:.=]/.test(members)) return '[^/]'
  const escaped = members.replace(/[\\\]^[]/g, '\\$&')
  try {
    new RegExp(`[${escaped}]`)
  } catch {
    return '[^/]'
  }
  return negated ? `[^/${escaped}]` : `[${escaped}]`
}

function literal(char: string): string {
  return /[\w/ -]/.test(char)
    ? char
    : `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`.replace(
        /\\u\{(\w+)\}/,
        (_all, hex: string) => `\\u${hex.padStart(4, '0')}`,
      )
}
