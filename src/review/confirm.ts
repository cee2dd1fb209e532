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

/**
 * Shows what a file would loosen and asks for one key. Resolves with whether the person confirmed it; anything but `y`
 * is a no, and what does not fit on the screen cannot be confirmed here.
 */
export async function confirmFile(file: Unconfirmed, terminal: Terminal): Promise<boolean> {
  if (!terminal.ready()) return false
  const surface = await terminal.open()
  try {
    const { text, whole } = page(file, surface.columns(), surface.rows())
    surface.draw(text)
    await surface.seen()
    const key = await new Promise<string | null>((resolve) => surface.onInput(resolve))
    return whole && key === 'y'
  } finally {
    await surface.close()
  }
}

// --- internal ---

function page({ name, diff }: Unconfirmed, columns: number, rows: number) {
  const head = [
    `${printable(name)} changed, and gater did not write that.`,
    'What it loosens holds only after you confirm it; what it tightens holds already.',
    '',
  ].flatMap((line) => (line === '' ? [''] : wrapWords(line, columns)))
  const body = diff
    .trimEnd()
    .split('\n')
    .flatMap((line) => wrapWords(printable(line), columns))
  const room = rows - head.length - 2
  const whole = body.length <= room
  const foot = whole
    ? '(y)es, it is mine   any other key: no, not now'
    : `${body.length - room} more lines do not fit: \`gater trust ${printable(name)}\` shows all   any key: go on`
  return { whole, text: [...head, ...body.slice(0, Math.max(0, room)), '', foot].join('\n') }
}
