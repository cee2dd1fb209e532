import type { Terminal } from './surface.ts'

/** A terminal on which cards and other questions take turns. */
export interface Turns {
  /** For the cards. */
  terminal: Terminal
  /** Waits until no card is up, and keeps cards away until `use` settles. One after the other. */
  alone<T>(use: () => Promise<T>): Promise<T>
}

export function takeTurns(terminal: Terminal): Turns {
  /** How many wait for the terminal, or have it, besides the cards. */
  let others = 0
  let line: Promise<unknown> = Promise.resolve()
  let up: Promise<void> = Promise.resolve()

  return {
    terminal: {
      ...terminal,
      ready: () => others === 0 && terminal.ready(),
      async open() {
        if (others > 0) throw new Error('the terminal is taken')
        let closed = () => {}
        up = new Promise((resolve) => {
          closed = resolve
        })
        try {
          const surface = await terminal.open()
          return { ...surface, close: () => surface.close().finally(closed) }
        } catch (error) {
          closed()
          throw error
        }
      },
    },
    alone(use) {
      others += 1
      const turn = line
        .then(() => up)
        .then(use)
        .finally(() => {
          others -= 1
        })
      line = turn.catch(() => {})
      return turn
    },
  }
}
