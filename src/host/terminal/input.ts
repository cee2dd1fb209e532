/** What arrives from the outer terminal while a question is open: keys are the person's, replies the agent's. */
export interface Input {
  keys: string
  replies: string
}

/**
 * Answers of a terminal to queries, and reports that only an agent asks for: device attributes, cursor position, mode
 * report, kitty flags, colour scheme, focus, window reports, and strings (OSC colours, DCS version).
 */
const reply =
  /\x1b\[[?>=]?[\d;]*c|\x1b\[\??\d+;\d+(?:;\d+)?R|\x1b\[\??[\d;]*\$y|\x1b\[\?\d+u|\x1b\[\?[\d;]*n|\x1b\[0n|\x1b\[[IO]|\x1b\[[\d;]+t|\x1b[\]P_][^\x07\x1b]*(?:\x07|\x1b\\)/g

/** Takes replies out of raw input. A cursor report looks like F3 with modifiers; it counts as a reply. */
export function splitInput(text: string): Input {
  let replies = ''
  const keys = text.replace(reply, (found) => {
    replies += found
    return ''
  })
  return { keys, replies }
}

const mouse = /\x1b\[(?:<[\d;]*[Mm]|M[\s\S]{3})/g

/** A key is among this input: it is not all replies of the terminal and doings of the mouse. */
export function isTyped(text: string): boolean {
  return splitInput(text).keys.replace(mouse, '') !== ''
}

/** A sequence of which more may come. An Escape alone looks the same. */
const begun = /\x1b(?:[[O][0-?]*[ -/]*|[\]P_][^\x07\x1b]*\x1b?)?$/

/** Hands on raw input in whole sequences; one that does not go on within `patienceMs` counts as it is. */
export interface InputReader {
  push(text: string): void
  /** Takes back what waits for more. */
  rest(): string
}

export function createInputReader(patienceMs: number, hand: (text: string) => void): InputReader {
  let pending = ''
  let timer: NodeJS.Timeout | undefined
  const rest = () => {
    clearTimeout(timer)
    const text = pending
    pending = ''
    return text
  }
  return {
    rest,
    push(text) {
      const whole = rest() + text
      const from = begun.exec(whole)?.index ?? whole.length
      pending = whole.slice(from)
      if (pending !== '') timer = setTimeout(() => hand(rest()), patienceMs)
      if (from > 0) hand(whole.slice(0, from))
    },
  }
}

/** Whether the person is in the middle of a line to the agent, as far as keystrokes tell. */
export interface Typing {
  push(text: string): void
  /** Something was typed that has not been sent or cleared. */
  pending(): boolean
}

export function createTyping(): Typing {
  let pending = false
  return {
    push(text) {
      const plain = text.replace(
        /\x1b(?:\[[<>=?]?[\d;:]*[ -/]*[@-~]|O.|\][^\x07]*\x07|[^[\]O])/g,
        '',
      )
      for (const character of plain) {
        // Enter, Ctrl-C, Ctrl-D, Ctrl-U and Escape end or clear a line; a second look costs nothing, so when in doubt: empty.
        if ('\r\n\x03\x04\x15\x1b'.includes(character)) pending = false
        else if (character >= ' ' && character !== '\x7f') pending = true
      }
    },
    pending: () => pending,
  }
}
