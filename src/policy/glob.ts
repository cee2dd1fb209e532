/**
 * The wildcards of rules: `*` is any text, `**` as a whole path segment any number of segments, `{a,b}` alternatives.
 * Everything else is literal. Matching takes time in proportion to pattern × text, whatever the pattern.
 */

/** More alternatives than this in one pattern are an error. */
export const mostAlternatives = 64

/** The pattern with its `{a,b}` written out; braces without a comma are literal. `null` for too many. */
export function alternatives(pattern: string): readonly string[] | null {
  if (!pattern.includes('{')) return [pattern]
  const done: string[] = []
  const open = [pattern]
  while (open.length > 0) {
    if (done.length + open.length > mostAlternatives) return null
    const next = open.shift() as string
    const found = /\{([^{}]*,[^{}]*)\}/.exec(next)
    if (found === null) done.push(next)
    else {
      const [whole, inner = ''] = found
      const [head, tail] = [next.slice(0, found.index), next.slice(found.index + whole.length)]
      open.push(...inner.split(',').map((choice) => head + choice + tail))
    }
  }
  return done
}

/** Whether the pattern stands for more than what it spells; alternatives spell each of theirs. */
export function hasWildcard(pattern: string): boolean {
  return pattern.includes('*')
}

/** Whether `*` (any characters, also none) makes the pattern into the text. */
export function matchText(pattern: string, text: string): boolean {
  return some(pattern, (one) => matchStars(one, text))
}

/** Whether an absolute, normalised path is what an absolute pattern speaks of. */
export function matchPath(pattern: string, path: string): boolean {
  const segments = path.split('/')
  return some(pattern, (one) => matchSegments(one.split('/'), segments))
}

/**
 * Whether a path that the shell has still to expand (`*`, `?`, `[…]`) could become one that the pattern speaks of.
 * May say yes where it could not; never no where it could.
 */
export function mayMatchPath(pattern: string, glob: string): boolean {
  const other = glob.replace(/\[[^\]/]+\]/g, '?').split('/')
  return some(pattern, (one) => meetSegments(one.split('/'), other))
}

/** The directory that is spelled out before the first wildcard of an absolute pattern: `/a/b` of `/a/b/*.ts`. */
export function literalBase(pattern: string): string {
  const segments = pattern.split('/')
  const wild = segments.findIndex((segment) => /[*?[{]/.test(segment))
  return (wild === -1 ? pattern : segments.slice(0, wild).join('/')) || '/'
}

// --- internal ---

function some(pattern: string, test: (one: string) => boolean): boolean {
  return (alternatives(pattern) ?? []).some(test)
}

function matchStars(pattern: string, text: string): boolean {
  let [at, in_, star, mark] = [0, 0, -1, 0]
  while (in_ < text.length) {
    if (pattern[at] === '*') {
      star = at++
      mark = in_
    } else if (at < pattern.length && pattern[at] === text[in_]) {
      at++
      in_++
    } else if (star !== -1) {
      at = star + 1
      in_ = ++mark
    } else return false
  }
  while (pattern[at] === '*') at++
  return at === pattern.length
}

function matchSegments(pattern: readonly string[], path: readonly string[]): boolean {
  let [at, in_, star, mark] = [0, 0, -1, 0]
  while (in_ < path.length) {
    if (pattern[at] === '**') {
      star = at++
      mark = in_
    } else if (at < pattern.length && matchStars(pattern[at] as string, path[in_] as string)) {
      at++
      in_++
    } else if (star !== -1) {
      at = star + 1
      in_ = ++mark
    } else return false
  }
  while (pattern[at] === '**') at++
  return at === pattern.length
}

function meetSegments(a: readonly string[], b: readonly string[]): boolean {
  return meet(a, b, '**', meetSegment)
}

function meetSegment(a: string, b: string): boolean {
  return meet([...a], [...b], '*', (x, y) => x === '?' || y === '?' || x === y)
}

/** Whether two sequences with wildcards for any number of items have an instance in common. */
function meet<T>(a: readonly T[], b: readonly T[], any: T, same: (x: T, y: T) => boolean): boolean {
  let row = new Array<boolean>(b.length + 1).fill(false)
  for (let i = a.length; i >= 0; i--) {
    const next = new Array<boolean>(b.length + 1).fill(false)
    for (let j = b.length; j >= 0; j--) {
      const [x, y] = [a[i], b[j]]
      if (i === a.length && j === b.length) next[j] = true
      else if (i < a.length && x === any)
        next[j] = row[j] === true || (j < b.length && next[j + 1] === true)
      else if (j < b.length && y === any)
        next[j] = next[j + 1] === true || (i < a.length && row[j] === true)
      else if (i < a.length && j < b.length) {
        next[j] = same(x as T, y as T) && row[j + 1] === true
      }
    }
    row = next
  }
  return row[0] === true
}
