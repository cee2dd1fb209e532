import { createKeyReader } from './keys.ts'
import { wrapWords } from './layout.ts'
import { printable } from './printable.ts'
import type { Terminal } from './surface.ts'

/** What a person typed; `null` when they left it empty or went away, by Escape, Ctrl-C or the terminal's end. */
export interface TypedLine {
  text: string | null
  interrupted: boolean
}

const longest = 200

/** Asks for one line of text on a terminal that is ready. */
export async function askLine(question: string, terminal: Terminal): Promise<TypedLine> {
  const surface = await terminal.open()
  const readKeys = createKeyReader()
  let typed = ''
  const draw = () => {
    if (surface.plain) return
    const text = `${question} ${printable(typed)}█`
    surface.draw(wrapWords(text, Math.max(10, surface.columns() - 1)).join('\n'))
  }
  try {
    if (surface.plain) surface.draw(question)
    draw()
    surface.onResize(draw)
    await surface.seen()
    return await new Promise((resolve) => {
      surface.onInput((input) => {
        if (input === null) return resolve({ text: null, interrupted: true })
        for (const key of readKeys(input)) {
          if (key.kind !== 'named') {
            typed = (typed + key.text.replace(/[\s\p{Cc}]+/gu, ' ')).slice(0, longest)
            if (surface.plain) surface.echo(printable(key.text))
          } else if (key.name === 'enter') {
            return resolve({ text: typed.trim() || null, interrupted: false })
          } else if (key.name === 'escape') return resolve({ text: null, interrupted: false })
          else if (key.name === 'ctrl-c' || key.name === 'ctrl-d') {
            return resolve({ text: null, interrupted: true })
          } else if (key.name === 'backspace') typed = [...typed].slice(0, -1).join('')
          else if (key.name === 'ctrl-u' || key.name === 'ctrl-w') typed = ''
        }
        draw()
      })
    })
  } finally {
    await surface.close()
  }
}
