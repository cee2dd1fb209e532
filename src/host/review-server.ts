import { closeSync, constants, openSync } from 'node:fs'
import { chmod, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Desk } from '../review/queue.ts'
import {
  type AnswerLine,
  answeredEvent,
  answerOf,
  parseAnswerLine,
  pendingEvent,
} from '../review/wire.ts'
import type { Kernel } from './kernel.ts'
import { newNonce, pairingKey, prove, proves } from './pairing.ts'
import { identify } from './peer.ts'
import type { ProcessRef } from './process.ts'
import { greetingTimeout, onLines, parsePair, send } from './review-wire.ts'
import { reviewName } from './sessions.ts'

/** The socket on which a paired `gater review` answers; agents cannot find a way in (design.md, invariant 7). */
export interface ReviewServer {
  close(): Promise<void>
}

export interface ReviewServerOptions {
  /** The directory of sessions, mode 0700. */
  dir: string
  session: string
  desk: Desk
  code: string
  kernel: Kernel
  /** gater processes below which no reviewer may run: this one, and every other that lives now. */
  hosts(): Promise<readonly ProcessRef[]>
  say(line: string): void
  /** Milliseconds that the answer to a wrong code is held back. */
  penaltyMs?: number
}

/** Wrong codes in a session before no further reviewer is taken. */
const tries = 5

export async function serveReview(options: ReviewServerOptions): Promise<ReviewServer> {
  const { dir, session, desk } = options
  const key = pairingKey(options.code, session)
  const sockets = new Set<Socket>()
  let left = tries
  let refused = 0

  async function accept(socket: Socket): Promise<void> {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    const peer = identify(socket, options.kernel, await options.hosts())
    if ('refused' in peer) {
      refused += 1
      if (refused <= 3) options.say(`refused a reviewer: ${peer.refused}`)
      socket.destroy()
      return
    }
    if (left === 0) {
      send(socket, { event: 'unpaired', left })
      socket.end()
      return
    }
    greet(socket)
  }

  function greet(socket: Socket): void {
    const nonce = newNonce()
    let reviewer: string | null = null
    let asked = false
    socket.setTimeout(greetingTimeout, () => socket.destroy())
    onLines(socket, (line) => {
      if (reviewer !== null) return void answer(socket, reviewer, parseAnswerLine(line))
      const pair = parsePair(line)
      const challenge = { session, host: nonce, reviewer: pair.nonce }
      if (asked || left === 0) socket.destroy()
      else if (proves(pair.proof, key, 'reviewer', challenge)) {
        reviewer = `review:${pair.name}`
        send(socket, { event: 'paired', proof: prove(key, 'host', challenge) })
        seat(socket, reviewer)
      } else {
        asked = true
        turnAway(socket)
      }
    })
    send(socket, { event: 'hello', v: 1, session, nonce })
  }

  function seat(socket: Socket, reviewer: string): void {
    socket.setTimeout(0)
    for (const question of desk.open()) send(socket, pendingEvent(question, session))
    const unsubscribe = desk.subscribe((event) => {
      if (event.kind === 'asked') send(socket, pendingEvent(event.question, session))
      else if (event.kind === 'answered') {
        send(socket, answeredEvent(event.question.id, event.answered))
      } else if (event.kind === 'ended') send(socket, answeredEvent(event.question.id, event))
    })
    const detach = desk.attach(reviewer)
    socket.on('close', () => {
      unsubscribe()
      detach()
    })
  }

  async function answer(socket: Socket, reviewer: string, line: AnswerLine): Promise<void> {
    let accepted = false
    try {
      const question = desk.open().find(({ id }) => id === line.id)
      accepted =
        question !== undefined &&
        (await desk.answer(line.id, { answer: answerOf(line, question), reviewer }))
    } catch {
      // An edit that does not fit the question answers nothing.
    }
    send(socket, { event: 'taken', id: line.id, accepted })
  }

  function turnAway(socket: Socket): void {
    left -= 1
    options.say(
      left > 0
        ? `a reviewer gave a wrong pairing code; ${left} tries left in this session`
        : 'too many wrong pairing codes: no further reviewer is taken in this session',
    )
    setTimeout(() => {
      send(socket, { event: 'unpaired', left })
      socket.end()
    }, options.penaltyMs ?? 1_000)
  }

  // By way of the open directory, since the path of a socket may have no more than 107 bytes.
  const handle = openSync(dir, constants.O_RDONLY | constants.O_DIRECTORY)
  const server = createServer((socket) => {
    accept(socket).catch(() => socket.destroy())
  })
  server.maxConnections = 32
  const path = join(dir, reviewName(session))
  await rm(path, { force: true })
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(`/proc/self/fd/${handle}/${reviewName(session)}`, resolve)
    })
    await chmod(path, 0o600)
  } catch (error) {
    closeSync(handle)
    throw error
  }

  return {
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
      closeSync(handle)
    },
  }
}
