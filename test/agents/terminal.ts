import { type IPty, spawn } from '@lydell/node-pty'
import headless from '@xterm/headless'

export interface Size {
  cols: number
  rows: number
}

/** A terminal, of 100 by 40 where not said otherwise, with a program in it, and a person's eyes and fingers. */
export interface Terminal {
  pid: number
  /** What is on the screen now, without the blanks at its ends. */
  screen(): string
  /** Waits until the screen shows the words. Rejects with the screen when they do not come. */
  sees(words: string | RegExp): Promise<void>
  /** Waits until the screen shows the words no longer. */
  loses(words: string | RegExp): Promise<void>
  type(keys: string): void
  resize(size: Size): void
  /** Which of its screens is shown, and how input comes. */
  modes(): unknown
  /** The screen's lines and its cursor. */
  picture(): string
  /** Once the screen shows the words, presses a key, again and again where it does not count yet, until it no longer does. */
  press(key: string, words: string | RegExp): Promise<void>
  /** Exit code of the program. */
  exit: Promise<number>
  close(): void
}

const patience = 20_000

/** Longer than the keys that follow one another in a word, which a card that has just come takes for such. */
const between = 600

export function openTerminal(
  program: string,
  args: readonly string[],
  { cwd, env }: { cwd: string; env: Readonly<Record<string, string>> },
  size: Size = { cols: 100, rows: 40 },
): Terminal {
  const screenOf = new headless.Terminal({ ...size, allowProposedApi: true, scrollback: 1000 })
  const pty: IPty = spawn(program, [...args], { ...size, cwd, env: { ...env } })
  const watchers = new Set<() => void>()
  const notify = () => {
    for (const look of watchers) look()
  }
  pty.onData((data) => screenOf.write(data, notify))
  screenOf.onData((reply) => pty.write(reply))
  const exit = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)))

  const screen = () => {
    const { active } = screenOf.buffer
    return Array.from(
      { length: screenOf.rows },
      (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '',
    )
      .join('\n')
      .replaceAll('\u00a0', ' ')
      .trim()
  }
  const shows = (words: string | RegExp) =>
    typeof words === 'string' ? screen().includes(words) : words.test(screen())

  const until = (what: string, holds: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!holds()) return
        clearTimeout(late)
        watchers.delete(look)
        resolve()
      }
      const late = setTimeout(() => {
        watchers.delete(look)
        reject(new Error(`the screen never ${what}:\n${screen()}`))
      }, patience)
      watchers.add(look)
      look()
    })

  return {
    pid: pty.pid,
    screen,
    sees: (words) => until(`showed ${words}`, () => shows(words)),
    loses: (words) => until(`lost ${words}`, () => !shows(words)),
    type: (keys) => pty.write(keys),
    resize({ cols, rows }) {
      screenOf.resize(cols, rows)
      pty.resize(cols, rows)
    },
    modes: () => ({ ...screenOf.modes, screen: screenOf.buffer.active.type }),
    picture: () => {
      const { cursorX, cursorY } = screenOf.buffer.active
      return `${screen()}\ncursor ${cursorX},${cursorY}`
    },
    async press(key, words) {
      // Words that are not there yet would count as gone.
      await until(`showed ${words}`, () => shows(words))
      const again = setInterval(() => pty.write(key), between)
      pty.write(key)
      try {
        await until(`lost ${words}`, () => !shows(words))
      } finally {
        clearInterval(again)
      }
    },
    exit,
    close: () => pty.kill('SIGKILL'),
  }
}
