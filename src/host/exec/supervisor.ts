/** The worker thread that answers the kernel. It blocks between notifications and has no event loop to speak of. */
import { readSync } from 'node:fs'
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import type { InnerJudge } from './exec.ts'
import { NOTE_SIZE, openKernel } from './kernel.ts'
import type { FromSupervisor, StartSupervisor, SupervisorData, ToSupervisor } from './messages.ts'
import { createSupervision } from './supervision.ts'
import { pollfd } from './tell.ts'

const POLLIN = 1
const POLLHUP = 16
/** Nothing else wakes this thread when a questioned process is killed, nor when node wants to end it. */
const TICK_MS = 250

const data: SupervisorData = workerData
const post = (message: FromSupervisor) => data.port.postMessage(message)

const kernel = await openKernel()
const drained = Buffer.alloc(64)
parentPort?.once('message', ({ listener, wake }: StartSupervisor) => {
  void supervise(listener, wake).finally(() => data.port.close())
})

function nextMessage(): ToSupervisor | null {
  return receiveMessageOnPort(data.port)?.message ?? null
}

async function supervise(listener: number, wake: number): Promise<void> {
  const supervision = createSupervision(kernel, listener, data, post)
  const notification = Buffer.alloc(NOTE_SIZE)
  let judged = false
  for (;;) {
    const living = supervision.living()
    const events = pollfd([
      [listener, POLLIN],
      [wake, POLLIN],
      ...living.map(({ root }) => [root.pidfd, POLLIN] as const),
    ])
    const ready = kernel.poll(events, living.length + 2, TICK_MS)
    const seen = (index: number) => (ready > 0 ? events.readInt16LE(index * 8 + 6) : 0)
    if ((seen(0) & POLLHUP) !== 0) return

    const received = (seen(0) & POLLIN) !== 0 && kernel.receive(listener, notification)
    if (seen(1) !== 0) readSync(wake, drained)
    // Between receiving and judging: a grant is posted before the agent hears of it, so before it starts a program.
    for (let message = nextMessage(); message !== null; message = nextMessage()) {
      if (message.kind === 'stop') return
      supervision.onMessage(message)
    }
    for (const [index, grant] of living.entries()) {
      if (seen(index + 2) !== 0) supervision.onRootEnded(grant)
    }
    if (received) supervision.onNotification(notification)
    if (ready === 0) supervision.onIdle()
    if (!judged && supervision.started()) {
      judged = true
      supervision.setJudge(await loadJudge())
    }
  }
}

/** Where there is no judge, every exec inside a grant is asked. */
async function loadJudge(): Promise<InnerJudge> {
  try {
    const { createJudge } = await import(data.judge.module)
    return createJudge(data.judge.data)
  } catch (error) {
    post({ kind: 'fault', message: `the judge of execs cannot be loaded: ${String(error)}` })
    return () => 'ask'
  }
}
