import type { Action } from '../action/action.ts'
import { ask, deafMs, type Edited } from './ask.ts'
import { askFlood, watchFlood } from './flood.ts'
import { printable } from './printable.ts'
import type { Question } from './question.ts'
import type { Desk } from './queue.ts'
import type { Surface, Terminal } from './surface.ts'

export interface AttachOptions {
  /** For the journal, e.g. `terminal` or `review:pts/3`. */
  name: string
  /** Lets the person edit the action on a terminal, given as a file descriptor. */
  edit(action: Action, stdio: number): Promise<Edited>
  /** The person pressed Ctrl-C: after the rejection, what runs is to be interrupted. */
  interrupt(): void
  /** Monotonic milliseconds. */
  now?: () => number
}

/** A reviewer at a terminal. */
export interface Attached {
  /** Takes the card off the screen and gives the terminal back; open questions go on waiting. */
  detach(): Promise<void>
  /** Settles when detached, or when the terminal is gone. Never rejects. */
  done: Promise<void>
}

/** How often to look whether the terminal can be had. */
const retryMs = 1000

/**
 * Shows the questions of a desk on a terminal, one card after another, and answers with the keys that are pressed.
 * Counts as a reviewer while the terminal can be had. The terminal's end is a no to the question that it shows.
 */
export function attachTerminal(desk: Desk, terminal: Terminal, options: AttachOptions): Attached {
  const { name, edit, interrupt, now = () => performance.now() } = options
  /** Put off with key `l`, longest ago first. */
  const later = new Set<string>()
  const records: string[] = []
  const flood = watchFlood()
  let surface: Surface | null = null
  let leave: (() => void) | null = null
  let stopped = false
  let deafUntil = Number.NEGATIVE_INFINITY
  let wake: () => void = () => {}
  let abandon: () => void = () => {}

  const present = (): boolean => {
    const here = !stopped && terminal.ready()
    if (here) leave ??= desk.attach(name)
    else {
      leave?.()
      leave = null
    }
    return here
  }

  const next = (): Question | undefined => {
    const open = desk.open()
    for (const id of later) if (open.every((question) => question.id !== id)) later.delete(id)
    const [longest] = later
    return (
      open.find((question) => !later.has(question.id)) ??
      open.find((question) => question.id === longest)
    )
  }

  const putAway = async () => {
    await surface?.close()
    surface = null
    for (const record of records.splice(0)) terminal.say(record)
  }

  const take = async (): Promise<Surface> => {
    if (surface === null) {
      surface = await terminal.open()
      terminal.bell()
    }
    return surface
  }

  /** Instead of a card: how to go on, when there are too many. */
  const calm = async (why: string) => {
    const on = await take()
    if (stopped) return
    const asked = askFlood(why, on, () => now() >= deafUntil)
    abandon = asked.abandon
    const answer = await asked.answer
    abandon = () => {}
    deafUntil = now() + deafMs
    const open = desk.open()
    flood.calm(open.length)
    if (answer === 'gone') stopped = true
    if (answer === 'gone' || answer === 'continue' || stopped) return
    const no = { answer: { kind: 'reject', note: null }, reviewer: name } as const
    const counted = await Promise.all(open.map(({ id }) => desk.answer(id, no)))
    records.push(`gater: rejected all ${counted.filter(Boolean).length} that waited`)
    if (answer === 'stop') interrupt()
  }

  const show = async (question: Question) => {
    const on = await take()
    if (stopped) return
    const asked = ask(question, { desk, on, name, edit, interrupt, now, deafUntil })
    abandon = asked.abandon
    const { record, how, answer } = await asked.ending
    abandon = () => {}
    deafUntil = now() + deafMs
    if (record !== null) records.push(record)
    if (answer !== null) flood.answered(answer)
    if (on.plain) for (const line of records.splice(0)) terminal.say(line)
    if (how === 'gone') stopped = true
    later.delete(question.id)
    if (how === 'later') later.add(question.id)
  }

  const run = async () => {
    while (!stopped) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve
      })
      const question = next()
      if (question !== undefined && present()) {
        const why = flood.why(desk.open().length)
        await (why === null ? show(question) : calm(why))
        continue
      }
      await putAway()
      present()
      const retry = question === undefined ? undefined : setTimeout(wake, retryMs)
      await woken
      clearTimeout(retry)
    }
  }

  const finish = async () => {
    stopped = true
    unsubscribe()
    leave?.()
    leave = null
    await putAway()
  }

  const unsubscribe = desk.subscribe(() => wake())
  present()
  const done = run()
    .catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error)
      records.push(`gater: this terminal shows no more questions: ${printable(why, 'prose')}`)
    })
    .then(finish)
    // The terminal is gone: there is nothing to give back, and nobody to tell.
    .catch(() => {})

  return {
    done,
    detach() {
      stopped = true
      abandon()
      wake()
      return done
    },
  }
}
