import type { Action } from '../action/action.ts'
import { type Card, card } from './card.ts'
import { type Choices, createKeyReader, type Deed, freshHand, type Hand, press } from './keys.ts'
import { clip } from './layout.ts'
import { printable } from './printable.ts'
import type { Answer, Question } from './question.ts'
import type { Desk, QueueEvent } from './queue.ts'
import type { Surface, Terminal } from './surface.ts'

export interface AttachOptions {
  /** For the journal, e.g. `terminal` or `review:pts/3`. */
  name: string
  /** Lets the person edit the action on a terminal, given as a file descriptor. */
  edit(action: Action, stdio: number): Promise<Edited>
  /** The person pressed Ctrl-C: after the rejection, what runs is interrupted. */
  interrupt(): void
  /** Monotonic milliseconds. */
  now?: () => number
}

/** What came of an edit. */
export type Edited =
  | { kind: 'edited'; action: Action }
  /** Back to the card; `why` is one line for the person. */
  | { kind: 'back'; why: string }

/** Reviewer at a terminal, until detached. */
export interface Attached {
  /** Takes the card off the screen and gives the terminal back; open questions go on waiting. */
  detach(): Promise<void>
  /** Settles when detached, or when the terminal is gone. Never rejects. */
  done: Promise<void>
}

/** After an answer the next card takes no key for so long: the second of two quick keys was meant for the first. */
const deafMs = 400

/** How often to look whether the terminal can be had. */
const retryMs = 1000

/**
 * Shows the questions of a desk on a terminal, one card after another, and answers with the keys that are pressed.
 * Counts as a reviewer while the terminal can be had. The terminal's end is a no to the question that it shows.
 */
export function attachTerminal(desk: Desk, terminal: Terminal, options: AttachOptions): Attached {
  const now = options.now ?? (() => performance.now())
  const postponed = new Set<string>()
  const records: string[] = []
  let leave: (() => void) | null = null
  let surface: Surface | null = null
  let stopped = false
  let deafUntil = 0
  let wake: () => void = () => {}
  /** Set while a card is up: hears of the fate of its question, and of any other change. */
  let watching: (event: QueueEvent) => void = () => {}
  let abandon: () => void = () => {}

  const present = () => {
    const here = !stopped && terminal.ready()
    if (here) leave ??= desk.attach(options.name)
    else {
      leave?.()
      leave = null
    }
    return here
  }

  const next = (): Question | undefined => {
    const open = desk.open()
    for (const id of postponed)
      if (!open.some((question) => question.id === id)) postponed.delete(id)
    return open.find((question) => !postponed.has(question.id)) ?? open[0]
  }

  const put = async () => {
    await surface?.close()
    surface = null
    for (const record of records.splice(0)) terminal.say(record)
  }

  const unsubscribe = desk.subscribe((event) => {
    watching(event)
    wake()
  })

  const run = async () => {
    while (!stopped) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve
      })
      const question = next()
      if (question === undefined) {
        await put()
        present()
        await woken
      } else if (!present()) {
        await put()
        const timer = setTimeout(wake, retryMs)
        await woken
        clearTimeout(timer)
      } else {
        if (surface === null) {
          surface = await terminal.open()
          terminal.bell()
        }
        await ask(question, surface)
      }
    }
  }

  /** One card, from its first drawing to its end. */
  const ask = (question: Question, on: Surface) =>
    new Promise<void>((resolve, reject) => {
      const readKeys = createKeyReader()
      let hand: Hand = freshHand
      let remark: string | null = null
      let shown: Card | null = null
      /** Keys count only while the person sees what they are about. */
      let hearing = false
      let over = false

      const draw = () => {
        const open = desk.open()
        shown = card(question, {
          width: on.columns(),
          height: on.rows(),
          color: on.color,
          plain: on.plain,
          hand,
          place: Math.max(1, open.findIndex((other) => other.id === question.id) + 1),
          waiting: Math.max(1, open.length),
          remark,
        })
        on.draw(shown.text)
      }

      const end = (record: string | null) => {
        if (over) return
        over = true
        watching = () => {}
        abandon = () => {}
        deafUntil = now() + deafMs
        if (record !== null) records.push(record)
        if (on.plain) for (const line of records.splice(0)) terminal.say(line)
        resolve()
      }

      const give = async (answer: Answer) => {
        hearing = false
        const before = watching
        watching = () => {}
        const counted = await desk.answer(question.id, { answer, reviewer: options.name })
        watching = before
        if (counted) end(recordOf(question, answer))
        else end(`gater: too late for ${nameOf(question)}: it was answered or had ended`)
      }

      const edit = async () => {
        hearing = false
        const edited = await on.lend((stdio) => options.edit(question.proposal.action, stdio))
        if (over) return
        if (edited.kind === 'edited') return give({ kind: 'edit', action: edited.action })
        remark = edited.why
        await look()
      }

      /** Draws, and hears keys from when the person can have seen it. */
      const look = async () => {
        hearing = false
        draw()
        await on.seen()
        hearing = true
      }

      const act = async (deed: Deed) => {
        switch (deed.kind) {
          case 'answer':
            return give(deed.answer)
          case 'edit':
            return edit()
          case 'later':
            postponed.delete(question.id)
            postponed.add(question.id)
            if (desk.open().every((other) => postponed.has(other.id))) postponed.clear()
            postponed.add(question.id)
            return end(null)
          case 'interrupt':
            await give({ kind: 'reject', note: null })
            return options.interrupt()
          case 'suspend':
            hearing = false
            await on.suspend()
            return over ? undefined : look()
          case 'redraw':
            return look()
        }
      }

      const hear = (input: string) => {
        const keys = readKeys(input)
        for (const key of keys) {
          if (!hearing || over || shown === null || now() < deafUntil) return
          remark = null
          const choices: Choices = shown.choices
          const pressed = press(hand, key, keys.length === 1, choices)
          const changed = pressed.hand !== hand
          hand = pressed.hand
          if (pressed.deed !== null) return void act(pressed.deed).catch(reject)
          if (changed) draw()
        }
      }

      watching = (event) => {
        if (event.kind === 'answered' && event.question.id === question.id)
          end(
            `${recordOf(question, event.answered.answer)}, by ${printable(event.answered.reviewer)}`,
          )
        else if (event.kind === 'ended' && event.question.id === question.id)
          end(`gater: ${endings[event.none]} ${nameOf(question)}`)
        else if (!over && !on.plain && hearing) draw()
      }
      abandon = () => end(null)
      on.onInput((input) => {
        if (input !== null) return hear(input)
        stopped = true
        give({ kind: 'reject', note: null }).catch(reject)
      })
      on.onResize(() => {
        if (!over && hearing && !on.plain) draw()
      })
      look().catch(reject)
    })

  const done = run()
    .catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error)
      records.push(`gater: no question can be shown on this terminal: ${printable(why)}`)
    })
    .then(async () => {
      stopped = true
      unsubscribe()
      leave?.()
      leave = null
      await put()
    })
    .catch(() => {})

  present()
  return {
    done,
    async detach() {
      stopped = true
      abandon()
      wake()
      await done
    },
  }
}

// --- internal ---

const endings = {
  timeout: 'no answer in time to',
  'no-reviewer': 'nobody there for',
  withdrawn: 'withdrawn:',
}

/** The line that stays when the card is gone. */
function recordOf(question: Question, answer: Answer): string {
  switch (answer.kind) {
    case 'approve': {
      const rules = answer.rules?.map((rule) => `\`allow ${printable(rule)}\``).join(', ')
      return `gater: approved ${nameOf(question)}${rules === undefined ? '' : `, and always: ${rules}`}`
    }
    case 'edit':
      return `gater: edited ${nameOf(question)}`
    case 'reject':
      return `gater: rejected ${nameOf(question)}${answer.note === null ? '' : `: ${printable(answer.note, 'prose')}`}`
  }
}

function nameOf(question: Question): string {
  const { action } = question.proposal
  switch (action.kind) {
    case 'command':
      return `\`${clip(printable(action.command), 60)}\``
    case 'write':
      return `${action.content === null ? 'delete' : 'write'} \`${clip(printable(action.path), 60)}\``
    case 'call':
      return `call \`${clip(printable(action.tool), 60)}\``
  }
}
