import type { Action } from '../action/action.ts'
import type { Body } from './body.ts'
import { bodyFor, type Card, card } from './card.ts'
import { createKeyReader, type Deed, freshHand, type Hand, press } from './keys.ts'
import { printable } from './printable.ts'
import type { Answer, Question } from './question.ts'
import type { Desk } from './queue.ts'
import { endingText, recordText, tooLateText } from './record.ts'
import type { Surface } from './surface.ts'

/** What came of an edit. */
export type Edited =
  | { kind: 'edited'; action: Action }
  /** Back to the card; `why` is one line for the person. */
  | { kind: 'back'; why: string }

export interface Asking {
  desk: Desk
  on: Surface
  /** Of this reviewer. */
  name: string
  edit(action: Action, stdio: number): Promise<Edited>
  interrupt(): void
  /** Monotonic milliseconds, and the time before which no key counts. */
  now(): number
  deafUntil: number
}

/** After an answer, and after a line about a key, no key counts for so long: the second of two was meant for the first. */
export const deafMs = 400

/** Keys are told from a key that is held down by so long a pause. */
const quietMs = 200

/** How one card ended. */
export interface Ending {
  /** The line to leave behind. */
  record: string | null
  /** `later`: it goes on waiting; `gone`: so does the terminal. */
  how: 'over' | 'later' | 'gone'
  /** What this reviewer answered, if they did and it counted. */
  answer: Answer['kind'] | null
}

/**
 * One card, from its first drawing until its question is answered, here or elsewhere, or put off.
 * Rejects when the terminal or the desk fails; nothing is answered then.
 */
export function ask(
  question: Question,
  { desk, on, name, edit, interrupt, now, deafUntil: deafFrom }: Asking,
): { ending: Promise<Ending>; abandon(): void } {
  const readKeys = createKeyReader()
  let hand: Hand = freshHand
  let deafUntil = deafFrom
  let remark: string | null = null
  let shown: Card | null = null
  /** Keys count only while the person sees what they are about. */
  let hearing = false
  let over = false
  let answering = false
  /** Another program has the terminal until this settles. */
  let lent: Promise<unknown> | null = null
  let settle: (ending: Ending) => void = () => {}
  let fail: (error: unknown) => void = () => {}
  const ending = new Promise<Ending>((resolve, reject) => {
    settle = resolve
    fail = reject
  })

  const content = remember((width, details) =>
    bodyFor(question, { width, color: on.color, hand: { ...hand, details } }),
  )

  const draw = (part: 'text' | 'foot' = 'text') => {
    const open = desk.open()
    const view = {
      width: on.columns(),
      height: on.rows(),
      color: on.color,
      plain: on.plain,
      hand,
      place: Math.max(1, open.findIndex((other) => other.id === question.id) + 1),
      waiting: Math.max(1, open.length),
      now: Date.now(),
      remark,
    }
    shown = card(question, view, content(view.width, hand.details))
    on.draw(shown[part])
  }

  const end = (
    record: string | null,
    how: Ending['how'] = 'over',
    answer: Ending['answer'] = null,
  ) => {
    if (over) return
    over = true
    unsubscribe()
    // An editor may still be on the screen.
    Promise.resolve(lent).then(() => settle({ record, how, answer }), fail)
  }

  const give = async (answer: Answer, how: Ending['how'] = 'over') => {
    hearing = false
    answering = true
    const counted = await desk.answer(question.id, { answer, reviewer: name })
    if (counted) end(recordText(question, answer), how, answer.kind)
    else end(tooLateText(question), how)
  }

  /** Draws, and hears keys from when the person can have seen it. */
  const look = async () => {
    hearing = false
    draw()
    await on.seen()
    hearing = true
  }

  const lend = async <T>(use: Promise<T>): Promise<T> => {
    hearing = false
    lent = use
    const result = await use
    lent = null
    return result
  }

  const act = async (deed: Deed): Promise<void> => {
    switch (deed.kind) {
      case 'answer':
        return give(deed.answer)
      case 'edit': {
        const edited = await lend(on.lend((stdio) => edit(question.proposal.action, stdio)))
        if (over) return
        if (edited.kind === 'edited') return give({ kind: 'edit', action: edited.action })
        remark = edited.why
        return look()
      }
      case 'later':
        return end(null, 'later')
      case 'interrupt':
        await give({ kind: 'reject', note: null })
        return interrupt()
      case 'suspend':
        await lend(on.suspend())
        return over ? undefined : look()
      case 'redraw':
        return look()
    }
  }

  const hear = (input: string) => {
    const keys = readKeys(input)
    // A key that is held down repeats faster than this, and so answers one question only.
    if (now() < deafUntil) deafUntil = Math.max(deafUntil, now() + quietMs)
    for (const key of keys) {
      if (!hearing || over || shown === null || now() < deafUntil) return
      const before = hand
      const pressed = press(hand, key, keys.length === 1, shown.choices)
      hand = pressed.hand
      if (pressed.deed !== null) return void act(pressed.deed).catch(fail)
      const said = remark
      remark = pressed.remark ?? null
      // It showed more first: the same key again approves, so not at once.
      if (remark !== null && hand !== before) deafUntil = now() + deafMs
      if (hand !== before || remark !== said) update(before)
    }
  }

  /** Where nothing on the screen can be replaced, only what is new is said. */
  const update = (before: Hand) => {
    const typed = hand.mode === 'note' && before.mode === 'note'
    if (!on.plain || hand.details !== before.details || hand.mode === 'help') draw()
    else if (typed && hand.note.startsWith(before.note))
      on.echo(printable(hand.note.slice(before.note.length), 'prose'))
    else draw('foot')
  }

  const unsubscribe = desk.subscribe((event) => {
    const mine = event.kind !== 'reviewers' && event.question.id === question.id
    if (mine && event.kind === 'answered' && !answering)
      end(
        `${recordText(question, event.answered.answer)}, by ${printable(event.answered.reviewer)}`,
      )
    else if (mine && event.kind === 'ended') end(endingText(question, event.none))
    else if (!over && lent === null && !on.plain) draw()
  })

  on.onInput((input) => {
    if (input !== null) hear(input)
    else give({ kind: 'reject', note: null }, 'gone').catch(fail)
  })
  on.onResize(() => {
    if (!over && lent === null && !on.plain) draw()
  })
  look().catch(fail)

  return { ending, abandon: () => end(null) }
}

// --- internal ---

/** The content changes only with these two, and a large diff is not compared again for every key. */
function remember(make: (width: number, details: boolean) => Body) {
  let known: { width: number; details: boolean; body: Body } | null = null
  return (width: number, details: boolean): Body => {
    if (known === null || known.width !== width || known.details !== details)
      known = { width, details, body: make(width, details) }
    return known.body
  }
}
