/** One option with its values, as it stood: `words` are the arguments that it took up. */
export interface Option {
  name: string
  values: readonly string[]
  words: readonly string[]
}

/** Which options of a program take what follows them: names as `-m` or `--model`. Any other stands alone. */
export interface Grammar {
  one: ReadonlySet<string>
  /** All words up to the next option. */
  many: ReadonlySet<string>
  /** One word, where it is no option. */
  maybe: ReadonlySet<string>
}

/**
 * Takes arguments apart. An option that the grammar does not know is taken to have no value: then what follows is
 * looked at as an option or operand of its own, so that nothing which would remove the gate hides behind it.
 */
export function readOptions(
  args: readonly string[],
  { one, many, maybe }: Grammar,
): { options: Option[]; operands: string[] } {
  const options: Option[] = []
  const operands: string[] = []
  for (let at = 0; at < args.length; ) {
    const word = args[at++] as string
    if (word === '--') {
      operands.push(...args.slice(at))
      break
    }
    if (!word.startsWith('-') || word === '-') {
      operands.push(word)
      continue
    }
    const equals = word.startsWith('--') ? word.indexOf('=') : -1
    if (equals > 0) {
      options.push({ name: word.slice(0, equals), values: [word.slice(equals + 1)], words: [word] })
      continue
    }
    const from = at
    if (one.has(word)) at = Math.min(at + 1, args.length)
    else if (maybe.has(word) && isValue(args[at])) at++
    else if (many.has(word)) while (isValue(args[at])) at++
    options.push({
      name: word,
      values: args.slice(from, at),
      words: args.slice(from - 1, at),
    })
  }
  return { options, operands }
}

/** The arguments without these of their options. */
export function without(args: readonly string[], options: readonly Option[]): string[] {
  const dropped = [...options]
  const kept: string[] = []
  for (let at = 0; at < args.length; ) {
    const option = dropped[0]
    if (option?.words.every((word, offset) => args[at + offset] === word)) {
      at += option.words.length
      dropped.shift()
    } else {
      kept.push(args[at++] as string)
    }
  }
  return kept
}

/** Option names in a text, for a grammar. */
export function names(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/))
}

function isValue(word: string | undefined): boolean {
  return word !== undefined && !word.startsWith('-')
}
