import { wrapWords } from './layout.ts'
import { printable } from './printable.ts'
import type { Terminal } from './surface.ts'

/** A configuration file that loosens and that the person has not confirmed yet. */
export interface Unconfirmed {
  /** As people know it. */
  name: string
  /** Unified diff from what was confirmed last; anyone may have written it. */
  diff: string
}

/** A question that stands for itself, before there is an agent. */
export interface Page {
  /** Sentences on top, of gater's own. */
  text: readonly string[]
  /** What they speak of, line by line; anyone may have written it. */
  body?: readonly string[]
  /** What `y` means, beginning with `yes`. */
  yes: string
  /** Where all of it is to be seen, when it does not fit on the screen. */
  whole?: string
}

/** Shows what a file would loosen and asks for one key: see `confirmPage`. */
export function confirmFile({ name, diff }: Unconfirmed, terminal: Terminal): Promise<boolean> {
  const text = [
    `${printable(name)} changed, and gater did not write that.`,
    'What it loosens holds only after you confirm it; what it tightens holds already.',
  ]
  const body = diff.trimEnd().split('\n')
  const whole = `\`gater trust ${printable(name)}\` shows all`
  return confirmPage({ text, body, yes: 'yes, it is mine', whole }, terminal)
}

/**
 * Asks for one key. Resolves with whether the person pressed `y`; anything else is a no, and what does not fit on the
 * screen cannot be confirmed here.
 */
export async function confirmPage(page: Page, terminal: Terminal): Promise<boolean> {
  if (!terminal.ready()) return false
  const surface = await terminal.open()
  try {
    const { text, whole } = drawn(page, surface.columns(), surface.rows())
    surface.draw(text)
    await surface.seen()
    const key = await new Promise<string | null>((resolve) => surface.onInput(resolve))
    return whole && key === 'y'
  } finally {
    await surface.close()
  }
}

// --- internal ---

function drawn(page: Page, columns: number, rows: number) {
  const head = page.text.flatMap((line) => wrapWords(line, columns))
  const body = (page.body ?? []).flatMap((line) => wrapWords(printable(line), columns))
  const room = rows - head.length - 3
  const whole = body.length <= room
  const foot = whole
    ? `(y)${page.yes.slice(1)}   any other key: no`
    : `${body.length - room} more lines do not fit${page.whole ? `: ${page.whole}` : ''}   any key: go on`
  return { whole, text: [...head, '', ...body.slice(0, Math.max(0, room)), '', foot].join('\n') }
}
