import { closeSync, constants, openSync, watch } from 'node:fs'
import { connect, type Socket } from 'node:net'
import type { Answer, Question } from '../review/question.ts'
import type { Desk, QueueEvent } from '../review/queue.ts'
import { type AnsweredEvent, answerLine, parseReviewEvent, questionOf } from '../review/wire.ts'
import type { Kernel } from './kernel.ts'
import { newNonce, pairingKey, prove, proves } from './pairing.ts'
import { identify } from './peer.ts'
import { greetingTimeout, onLines, parseGreeting, parseTaken, send } from './review-wire.ts'
import { liveSessions, reviewName, type SessionRecord } from './sessions.ts'

/** Every session of the person as one desk: what each asks is seen and answered here. */
export interface ReviewClient extends Desk {
  /** The sessions that this reviewer is paired with. */
  sessions(): readonly SessionRecord[]
  /** The session that asks an open question. */
  sessionOf(id: string): SessionRecord | undefined
  close(): void
}

export interface ReviewClientOptions {
  /** The directory of sessions, mode 0700. */
  dir: string
  kernel: Kernel
  /** Name of this terminal, e.g. `pts/3`. */
  name: string
  code: PairingCode
  say(line: string): void
}

/**
 * The pairing code of a session: from `GATER_REVIEW_CODE`, or as the person types it. `left` tries remain after a
 * wrong one. `null` leaves the session alone.
 */
export type PairingCode = (session: SessionRecord, left: number | null) => Promise<string | null>

interface Seat {
  session: SessionRecord
  socket: Socket
  open: Map<string, Question>
  /** Answers that gater has not confirmed, by the question's id. */
  pending: Map<string, (accepted: boolean) => void>
}

/** Joins the sessions that run now, and each that starts later. */
export async function joinSessions(options: ReviewClientOptions): Promise<ReviewClient> {
  const { dir } = options
  const listeners = new Set<(event: QueueEvent) => void>()
  /** Sessions that were seen; those without a seat are being paired, or are left alone. */
  const seen = new Set<string>()
  const seats = new Map<string, Seat>()
  let closed = false
  let joining = Promise.resolve()

  const tell = (event: QueueEvent) => {
    for (const listener of [...listeners]) listener(event)
  }

  function seatOf(id: string): Seat | undefined {
    return [...seats.values()].find((seat) => seat.open.has(id))
  }

  function take(seat: Seat, line: string): void {
    const taken = parseTaken(line)
    if (taken !== null) {
      seat.pending.get(taken.id)?.(taken.accepted)
      seat.pending.delete(taken.id)
      return
    }
    const event = parseReviewEvent(line)
    if (event.event === 'pending') {
      const question = questionOf(event)
      seat.open.set(question.id, question)
      tell({ kind: 'asked', question })
      return
    }
    const question = seat.open.get(event.id)
    if (question === undefined) return
    seat.open.delete(event.id)
    tell(ending(question, event))
  }

  function leave(seat: Seat): void {
    if (!seats.delete(seat.session.id)) return
    for (const confirm of seat.pending.values()) confirm(false)
    for (const question of seat.open.values()) tell({ kind: 'ended', question, none: 'withdrawn' })
    if (!closed) options.say(`session ${label(seat.session)} ended`)
  }

  /** One try with one code. Resolves with the tries left when the code was wrong, `null` when there is no more to do. */
  async function pair(session: SessionRecord, code: string): Promise<number | null> {
    const socket = await reach(session)
    if (socket === null) return null
    const key = pairingKey(code, session.id)
    const challenge = { session: session.id, host: '', reviewer: newNonce() }
    return new Promise((resolve) => {
      let seat: Seat | null = null
      socket.setTimeout(greetingTimeout, () => socket.destroy())
      socket.on('close', () => {
        if (seat !== null) leave(seat)
        resolve(null)
      })
      onLines(socket, (line) => {
        if (seat !== null) return take(seat, line)
        const greeting = parseGreeting(line)
        if (greeting.event === 'hello' && challenge.host === '') {
          challenge.host = greeting.nonce
          const proof = prove(key, 'reviewer', challenge)
          send(socket, { pair: { nonce: challenge.reviewer, proof, name: options.name } })
        } else if (greeting.event === 'unpaired') {
          resolve(greeting.left)
          socket.destroy()
        } else if (greeting.event === 'paired' && proves(greeting.proof, key, 'host', challenge)) {
          socket.setTimeout(0)
          seat = { session, socket, open: new Map(), pending: new Map() }
          seats.set(session.id, seat)
          options.say(`reviewing ${label(session)}`)
          resolve(null)
        } else {
          socket.destroy()
        }
      })
    })
  }

  /** A session's record is only a file: at the other end must be the gater that it names, and no agent's child. */
  async function reach(session: SessionRecord): Promise<Socket | null> {
    const socket = await connectTo(dir, session.id)
    if (socket === null) return null
    const others = (await liveSessions(dir)).filter(({ pid }) => pid !== session.pid)
    const peer = identify(socket, options.kernel, others)
    if ('process' in peer && peer.process.pid === session.pid) return socket
    options.say(`session ${label(session)} is not what it says; left alone`)
    socket.destroy()
    return null
  }

  async function join(session: SessionRecord): Promise<void> {
    for (let left: number | null = null; !closed; ) {
      const code = await options.code(session, left)
      if (code === null || closed) return
      left = await pair(session, code)
      if (left === null) return
      if (left === 0) {
        options.say(`session ${label(session)} takes no further reviewer: too many wrong codes`)
        return
      }
    }
  }

  async function look(): Promise<void> {
    for (const session of await liveSessions(dir)) {
      if (!session.review || seen.has(session.id)) continue
      seen.add(session.id)
      // One after the other, since the person may be asked for each code.
      joining = joining.then(() => join(session))
    }
  }

  const watcher = watch(dir, () => void look())
  await look()
  await joining

  return {
    open: () =>
      [...seats.values()]
        .flatMap((seat) => [...seat.open.values()])
        .sort((a, b) => a.raised - b.raised),
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    answer(id, { answer }) {
      const seat = seatOf(id)
      if (seat === undefined) return false
      return new Promise((resolve) => {
        seat.pending.get(id)?.(false)
        seat.pending.set(id, resolve)
        send(seat.socket, answerLine(id, answer))
      })
    },
    // Each session counts this reviewer for as long as it is connected.
    attach: () => () => {},
    sessions: () => [...seats.values()].map((seat) => seat.session),
    sessionOf: (id) => seatOf(id)?.session,
    close() {
      closed = true
      watcher.close()
      for (const seat of seats.values()) seat.socket.destroy()
    },
  }
}

// --- internal ---

/** What happened to a question, as far as another terminal is told. */
function ending(question: Question, event: AnsweredEvent): QueueEvent {
  if (event.by !== 'human') return { kind: 'ended', question, none: event.by }
  const answer: Answer =
    event.decision === 'approved'
      ? { kind: 'approve' }
      : event.decision === 'edited'
        ? { kind: 'edit', action: question.proposal.action }
        : { kind: 'reject', note: null }
  return { kind: 'answered', question, answered: { answer, reviewer: event.reviewer ?? 'human' } }
}

function label(session: SessionRecord): string {
  return `${session.project} (${session.agent}, process ${session.pid})`
}

/**
 * By way of the open directory, since the path of a socket may have no more than 107 bytes.
 * `null` when nobody listens.
 */
function connectTo(dir: string, id: string): Promise<Socket | null> {
  const handle = openSync(dir, constants.O_RDONLY | constants.O_DIRECTORY)
  const socket = connect(`/proc/self/fd/${handle}/${reviewName(id)}`)
  socket.once('close', () => closeSync(handle))
  return new Promise((resolve) => {
    socket.on('error', () => resolve(null))
    socket.once('connect', () => resolve(socket))
  })
}
