import type { Clock } from './clock.ts'
import type { Answer, Answered, Question, Unanswered } from './question.ts'

/** What happens to the questions; every subscriber sees all of it. */
export type QueueEvent =
  | { kind: 'asked'; question: Question }
  | { kind: 'answered'; question: Question; answered: Answered }
  | { kind: 'ended'; question: Question; none: Unanswered }
  /** A reviewer came or went. */
  | { kind: 'reviewers'; count: number }

/** What a reviewer needs of a queue; `gater review` in another terminal has it over a socket. */
export interface Desk {
  /** The questions that wait, oldest first. */
  open(): readonly Question[]
  /** Calls back on every event from now on. Returns the unsubscribe. */
  subscribe(listener: (event: QueueEvent) => void): () => void
  /** False when another reviewer, or the end of its time, came first: then this answer did nothing. */
  answer(id: string, answered: Answered): boolean | Promise<boolean>
  /** Says that somebody is there to answer, until the returned function is called. */
  attach(reviewer: string): () => void
}

/** The questions that wait for a person. Touches nothing but the clock that it is given. */
export interface Queue extends Desk {
  /**
   * Asks; resolves with the first answer, or with why there is none.
   * Contract: never rejects. Aborting `signal` withdraws the question; a listener that throws answers nothing.
   */
  ask(question: Question, signal: AbortSignal): Promise<Answered | { none: Unanswered }>
  answer(id: string, answered: Answered): boolean
  reviewers(): number
  /** Withdraws what is open and whatever is asked later. */
  close(): void
}

/**
 * @param patienceMs awake time that a question waits while no reviewer is attached: 0 ends it at once (no terminal),
 * `Infinity` waits for its own deadline (`--wait`).
 */
export function createQueue(clock: Clock, patienceMs = 20_000): Queue {
  const waiting = new Map<string, Waiting>()
  const listeners = new Set<(event: QueueEvent) => void>()
  let attached = 0
  let closed = false

  const tell = (event: QueueEvent) => {
    for (const listener of [...listeners]) {
      try {
        listener(event)
      } catch {
        // One reviewer's fault is not another's, and never an answer.
      }
    }
  }

  const settle = (id: string, outcome: Answered | { none: Unanswered }): boolean => {
    const wait = waiting.get(id)
    if (wait === undefined) return false
    waiting.delete(id)
    for (const cancel of wait.cancels) cancel()
    wait.lonely?.()
    wait.resolve(outcome)
    const question = wait.question
    tell(
      'none' in outcome
        ? { kind: 'ended', question, none: outcome.none }
        : { kind: 'answered', question, answered: outcome },
    )
    return true
  }

  /** Starts or stops the time that each question may wait alone. */
  const watch = (wait: Waiting) => {
    wait.lonely?.()
    wait.lonely = null
    if (attached > 0 || patienceMs === Number.POSITIVE_INFINITY) return
    const leave = () => void settle(wait.question.id, { none: 'no-reviewer' })
    if (patienceMs === 0) leave()
    else wait.lonely = clock.after(patienceMs, leave)
  }

  const count = (change: 1 | -1) => {
    attached += change
    tell({ kind: 'reviewers', count: attached })
    for (const wait of [...waiting.values()]) watch(wait)
  }

  return {
    ask(question, signal) {
      if (closed || signal.aborted || waiting.has(question.id))
        return Promise.resolve({ none: 'withdrawn' })
      return new Promise((resolve) => {
        const withdraw = () => void settle(question.id, { none: 'withdrawn' })
        signal.addEventListener('abort', withdraw, { once: true })
        const expire = () => void settle(question.id, { none: 'timeout' })
        const wait: Waiting = {
          question,
          resolve,
          lonely: null,
          cancels: [
            () => signal.removeEventListener('abort', withdraw),
            clock.after(Math.max(0, question.deadline - question.raised), expire),
          ],
        }
        waiting.set(question.id, wait)
        tell({ kind: 'asked', question })
        if (waiting.has(question.id)) watch(wait)
      })
    },
    answer(id, answered) {
      const wait = waiting.get(id)
      return wait !== undefined && fits(wait.question, answered.answer) && settle(id, answered)
    },
    open: () => [...waiting.values()].map((wait) => wait.question),
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    attach() {
      let here = true
      count(1)
      return () => {
        if (here) count(-1)
        here = false
      }
    },
    reviewers: () => attached,
    close() {
      closed = true
      for (const id of [...waiting.keys()]) settle(id, { none: 'withdrawn' })
    },
  }
}

// --- internal ---

interface Waiting {
  question: Question
  resolve(outcome: Answered | { none: Unanswered }): void
  /** Cancels the time that it may wait alone, while that runs. */
  lonely: (() => void) | null
  cancels: readonly (() => void)[]
}

/** An edit keeps the kind of the action; rules are only those that were offered, and never for a hard gate. */
function fits(question: Question, answer: Answer): boolean {
  if (answer.kind === 'edit') return answer.action.kind === question.proposal.action.kind
  if (answer.kind !== 'approve' || answer.rules === undefined) return true
  if (question.verdict.gates.length > 0 || question.verdict.always != null) return false
  const chosen = JSON.stringify(answer.rules)
  return (question.offers ?? []).some((offer) => JSON.stringify(offer) === chosen)
}
