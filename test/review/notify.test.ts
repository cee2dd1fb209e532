import { expect, test } from 'vitest'
import { awakeClock } from '../../src/review/clock.ts'
import { notify } from '../../src/review/notify.ts'
import { createQueue } from '../../src/review/queue.ts'
import { command, question } from './sample.ts'

test('rings and says in the title how many wait, while nobody is there to answer', () => {
  const seen: (string | null)[] = []
  const queue = createQueue(awakeClock())
  const end = notify(queue, {
    bell: () => seen.push('bell'),
    title: (text) => seen.push(text),
  })
  const never = new AbortController().signal
  void queue.ask(question(command('npm test\x1b]2;evil\x07')), never)
  void queue.ask(question(command('ls'), { id: 'q2' }), never)
  const leave = queue.attach('review:pts/3')
  leave()
  queue.answer('q1', { answer: { kind: 'approve' }, reviewer: 'x' })
  end()
  queue.close()
  expect(seen).toEqual([
    'bell',
    'gater: 1 question waits',
    'bell',
    null,
    'gater: 2 questions wait',
    null,
    'bell',
    'gater: 2 questions wait',
    null,
    'gater: 1 question waits',
    null,
  ])
})
