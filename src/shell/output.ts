import type { Term } from './term.ts'

/** What a command prints, where its words tell exactly; `null` where they do not. `stdin` is what it reads. */
export function printed(
  program: string,
  terms: readonly Term[],
  stdin: string | null,
  posix: boolean,
): string | null {
  if (!terms.every((term) => term.static)) return null
  const words = terms.map((term) => term.value)
  switch (program) {
    case 'cat':
    case 'tee':
      return program === 'cat' && words.some((word) => word !== '-') ? null : stdin
    case 'echo':
      return echoed(words, posix)
    case 'printf':
      return formatted(words)
    default:
      return null
  }
}

function echoed(words: readonly string[], posix: boolean): string | null {
  const [first = ''] = words
  const silent = first === '-n'
  const rest = silent ? words.slice(1) : words
  if (/^-[neE]+$/.test(rest[0] ?? '')) return null
  const text = rest.join(' ')
  if (posix && text.includes('\\')) return null
  return silent ? text : `${text}\n`
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  '\\': '\\',
  r: '\r',
  '"': '"',
  "'": "'",
}

function formatted(words: readonly string[]): string | null {
  const [format, ...values] = words
  if (format === undefined || format.startsWith('-')) return null
  let known = true
  let used = 0
  const once = () =>
    format.replace(
      /%(.?)|\\(.?)/gs,
      (all, conversion: string | undefined, escaped: string | undefined) => {
        if (conversion !== undefined && all.startsWith('%')) {
          if (conversion === '%') return '%'
          if (conversion !== 's') known = false
          used += 1
          return values[used - 1] ?? ''
        }
        const text = escapes[escaped ?? '']
        if (text === undefined) known = false
        return text ?? ''
      },
    )
  let out = once()
  if (used > 0) while (known && used < values.length) out += once()
  return known ? out : null
}
