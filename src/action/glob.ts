const compiled = new Map<string, readonly (readonly Token[])[]>()
const remembered = 2000

/** A pattern with more alternatives than this counts as matching everything. */
const mostAlternatives = 256

type Token =
  | { kind: 'char'; char: string }
  | { kind: 'set'; holds: (char: string) => boolean }
  /** `*`, within one component. */
  | { kind: 'star' }
  /** `**`, any text. */
  | { kind: 'deep' }
  /** Of `**` and a slash: nothing, or any text that ends in a slash. */
  | { kind: 'folders' }

/**
 * Whether a path or name matches a glob: `*` and `?` within one component, `**` across components, `[…]`, `{a,b}`,
 * and `\` before a character that stands for itself. Takes time in proportion to pattern × text, whatever the pattern;
 * one with too many alternatives is taken to match, since globs name what is to be guarded.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  let forms = compiled.get(pattern)
  if (forms === undefined) {
    if (compiled.size >= remembered) compiled.clear()
    forms = (alternatives(pattern) ?? ['**']).map(tokens)
    compiled.set(pattern, forms)
  }
  return forms.some((form) => accepts(form, text))
}

/** The pattern with its `{a,b}` written out, nested ones too; braces without a comma are text. `null` for too many. */
export function alternatives(pattern: string): readonly string[] | null {
  if (!pattern.includes('{')) return [pattern]
  const done: string[] = []
  const open = [pattern]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (done.length + open.length > mostAlternatives) return null
    const group = firstGroup(next)
    if (group === null) done.push(next)
    else {
      const [head, tail] = [next.slice(0, group.from), next.slice(group.to)]
      for (const choice of group.choices.reverse()) open.push(head + choice + tail)
    }
  }
  return done
}

/** The first `{…,…}` that closes. */
function firstGroup(pattern: string): { from: number; to: number; choices: string[] } | null {
  const opened: { from: number; commas: number[] }[] = []
  let found: { from: number; to: number; choices: string[] } | null = null
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern[at]
    if (char === '\\') at += 1
    else if (char === '[') {
      const end = setEnd(pattern, at)
      if (end > 0) at = end
    } else if (char === '{') opened.push({ from: at, commas: [] })
    else if (char === ',') opened.at(-1)?.commas.push(at)
    else if (char === '}') {
      const group = opened.pop()
      if (group === undefined || group.commas.length === 0) continue
      const marks = [group.from, ...group.commas, at]
      const choices = marks
        .slice(1)
        .map((mark, index) => pattern.slice((marks[index] ?? 0) + 1, mark))
      found = { from: group.from, to: at + 1, choices }
      if (opened.length === 0) break
    }
  }
  return found
}

function tokens(pattern: string): Token[] {
  const out: Token[] = []
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern[at] ?? ''
    if (char === '\\' && at + 1 < pattern.length) {
      at += 1
      out.push({ kind: 'char', char: pattern[at] ?? '' })
    } else if (char === '*') {
      if (pattern[at + 1] !== '*') out.push({ kind: 'star' })
      else if (pattern[at + 2] === '/') {
        out.push({ kind: 'folders' })
        at += 2
      } else {
        out.push({ kind: 'deep' })
        at += 1
      }
    } else if (char === '?') out.push({ kind: 'set', holds: (other) => other !== '/' })
    else if (char === '[' && setEnd(pattern, at) > 0) {
      const end = setEnd(pattern, at)
      out.push({ kind: 'set', holds: set(pattern.slice(at + 1, end)) })
      at = end
    } else out.push({ kind: 'char', char })
  }
  return out
}

/** Follows all ways through the pattern at once, so that no text can make it try them one after the other. */
function accepts(form: readonly Token[], text: string): boolean {
  let now = new Uint8Array(form.length + 1)
  enter(form, now, 0)
  for (const char of units(text)) {
    const next = new Uint8Array(form.length + 1)
    let alive = false
    for (let at = 0; at < form.length; at += 1) {
      const token = form[at]
      if (now[at] === 0 || token === undefined) continue
      switch (token.kind) {
        case 'char':
          if (token.char !== char) continue
          enter(form, next, at + 1)
          break
        case 'set':
          if (!token.holds(char)) continue
          enter(form, next, at + 1)
          break
        case 'star':
          if (char === '/') continue
          enter(form, next, at)
          break
        case 'deep':
          enter(form, next, at)
          break
        case 'folders':
          next[at] = 1
          if (char === '/') enter(form, next, at + 1)
      }
      alive = true
    }
    if (!alive) return false
    now = next
  }
  return now[form.length] === 1
}

/** Marks a place in the pattern, and those behind it that need no character. */
function enter(form: readonly Token[], marks: Uint8Array, from: number): void {
  for (let at = from; ; at += 1) {
    marks[at] = 1
    const kind = form[at]?.kind
    if (kind !== 'star' && kind !== 'deep' && kind !== 'folders') return
  }
}

function* units(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += 1) yield text[at] ?? ''
}

function setEnd(pattern: string, at: number): number {
  let from = at + 1
  if (pattern[from] === '!' || pattern[from] === '^') from += 1
  if (pattern[from] === ']') from += 1
  for (; from < pattern.length; from += 1) {
    const char = pattern[from]
    if (char === ']') return from
    if (char === '\\') from += 1
    else if (char === '[' && /[:.=]/.test(pattern[from + 1] ?? '')) {
      const end = pattern.indexOf(`${pattern[from + 1]}]`, from + 2)
      if (end > 0) from = end + 1
    }
  }
  return -1
}

/** A bracket expression; what is not plain characters and ranges stands for any character. */
function set(body: string): (char: string) => boolean {
  const negated = /^[!^]/.test(body)
  const members = negated ? body.slice(1) : body
  const any = (char: string) => char !== '/'
  if (/\[[:.=]/.test(members) || (negated && members.includes('\\'))) return any
  try {
    const expression = new RegExp(`[${members.replace(/[\\\]^[]/g, '\\$&')}]`)
    return (char) => char !== '/' && expression.test(char) !== negated
  } catch {
    return any
  }
}
