/**
 * The offset after the bracket expression that opens at `at`; `at + 1` where it never closes, and -1 where it is not
 * clear whether `delimiter` stands inside it.
 *
 * Inside the brackets a delimiter is text; a program that ends there all the same is left with an open bracket, and stops.
 */
export function bracketEnd(text: string, at: number, delimiter: string): number {
  const end = closing(text, at)
  if (end < 0) return at + 1
  // awk reads `\]` as an escaped bracket, sed as a closing one: up to the later end both must read the same.
  const later = text[end - 2] === '\\' ? text.indexOf(']', end) + 1 || end : end
  const unclear = text.slice(end, later).includes(delimiter) || text.slice(at, later).includes('\n')
  return unclear ? -1 : end
}

function closing(text: string, from: number): number {
  let at = from + 1
  if (text[at] === '^') at += 1
  if (text[at] === ']') at += 1
  while (at < text.length) {
    const char = text.charAt(at)
    if (char === ']') return at + 1
    const named = char === '[' ? /^\[([:.=])/.exec(text.slice(at, at + 2))?.[1] : undefined
    const end = named === undefined ? -1 : text.indexOf(`${named}]`, at + 2)
    at = end < 0 ? at + 1 : end + 2
  }
  return -1
}
