import { createKeyReader } from './keys.ts'
import { wrapWords } from './layout.ts'
import type { Answer } from './question.ts'
import type { Surface } from './surface.ts'

/** What a person wants when questions come faster than they can be judged. */
export type FloodAnswer = 'continue' | 'no-to-all' | 'stop' | 'gone'

/** Tells when one card after another is no longer a way to judge. */
export interface Flood {
  answered(kind: Answer['kind']): void
  /** Why the person should be asked how to go on, in words; `null` while all is well. */
  why(waiting: number): string | null
  /** The person goes on: asked again only when it gets worse. */
  calm(waiting: number): void
}

const most = { waiting: 10, rejections: 3 }

export function watchFlood(): Flood {
  let rejections = 0
  let limit = most.waiting
  return {
    answered(kind) {
      rejections = kind === 'reject' ? rejections + 1 : 0
    },
    why(waiting) {
      if (waiting <= most.waiting) limit = most.waiting
      if (waiting > limit) return `${waiting} questions wait`
      if (rejections >= most.rejections) return `${rejections} times no in a row`
      return null
    },
    calm(waiting) {
      rejections = 0
      limit = Math.max(limit, 2 * waiting)
    },
  }
}

/**
 * Asks how to go on. The default is no, as everywhere.
 * @param hears whether a key counts yet.
 */
export function askFlood(
  why: string,
  on: Surface,
  hears: () => boolean,
): { answer: Promise<FloodAnswer>; abandon(): void } {
  const text = () => {
    const width = Math.max(10, on.columns() - 2)
    return [
      ...wrapWords(`${why}. How to go on?`, width),
      '',
      ...wrapWords(
        '[N]o to all that wait   (c)ontinue, one by one   (s)top: no, and interrupt',
        width,
      ),
    ]
      .map((row) => ` ${row}`)
      .join('\n')
  }
  const readKeys = createKeyReader()
  let settle: (answer: FloodAnswer) => void = () => {}
  const answer = new Promise<FloodAnswer>((resolve, reject) => {
    settle = resolve
    let seen = false
    on.onInput((input) => {
      if (input === null) return resolve('gone')
      const keys = readKeys(input)
      const [key] = keys
      if (key === undefined || keys.length > 1 || !seen || !hears()) return
      const name = key.kind === 'named' ? key.name : key.kind === 'char' ? key.text : ''
      if (['n', 'N', 'enter', 'escape', 'ctrl-d'].includes(name)) resolve('no-to-all')
      else if (['c', 'C'].includes(name)) resolve('continue')
      else if (['s', 'S', 'ctrl-c'].includes(name)) resolve('stop')
    })
    on.onResize(() => on.draw(text()))
    on.draw(text())
    on.seen().then(() => {
      seen = true
    }, reject)
  })
  return { answer, abandon: () => settle('continue') }
}
