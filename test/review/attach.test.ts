import { expect, test } from 'vitest'
import { attachTerminal } from '../../src/review/attach.ts'
import { createQueue } from '../../src/review/queue.ts'
import type { Surface, Terminal } from '../../src/review/surface.ts'
import { takeTurns } from '../../src/review/turns.ts'
import { command, question } from './sample.ts'

const clock = { awake: () => 0, after: () => () => {} }
const never = () => new AbortController().signal

/** A terminal whose screen a test reads and whose keys it presses. */
function handTerminal() {
  const said: string[] = []
  let screen = ''
  let press: (input: string) => void = () => {}
  let look: () => void = () => {}
  const surface: Surface = {
    columns: () => 80,
    rows: () => 24,
    color: false,
    plain: false,
    draw(text) {
      screen = text
      look()
    },
    echo() {},
    seen: async () => {},
    onInput(listener) {
      press = listener
    },
    onResize() {},
    lend: (run) => run(0),
    suspend: async () => {},
    async close() {
      screen = ''
      look()
    },
  }
  const terminal: Terminal = {
    ready: () => true,
    open: async () => surface,
    say: (line) => void said.push(line),
    bell() {},
    title() {},
  }
  return {
    terminal,
    said,
    screen: () => screen,
    /** Resolves when the screen holds the text and hears keys. */
    async shows(text: string) {
      while (!screen.includes(text))
        await new Promise<void>((resolve) => {
          look = resolve
        })
      await new Promise((resolve) => setImmediate(resolve))
    },
    press: (input: string) => press(input),
  }
}

/** Reviewers of one queue; for each, so much time passes with each look at the clock that none is deaf. */
function desk(...names: string[]) {
  const queue = createQueue(clock)
  const ends = names.map((name) => {
    const hand = handTerminal()
    let at = 0
    const attached = attachTerminal(queue, hand.terminal, {
      name,
      edit: async () => ({ kind: 'back', why: 'no editor' }),
      interrupt: () => void hand.said.push('interrupted'),
      now: () => (at += 1000),
    })
    return { ...hand, attached }
  })
  return { queue, ends }
}

test('of two reviewers the first answer wins, and the other is told who gave it', async () => {
  const { queue, ends } = desk('terminal', 'review:pts/3')
  const [here, there] = ends as [(typeof ends)[0], (typeof ends)[0]]
  const asked = queue.ask(question(command('npm test')), never())
  await Promise.all([here.shows('npm test'), there.shows('npm test')])
  there.press('y')
  here.press('n')
  expect(await asked).toEqual({ answer: { kind: 'approve' }, reviewer: 'review:pts/3' })
  await Promise.all(ends.map(({ attached }) => attached.detach()))
  expect(there.said).toEqual(['gater: approved `npm test`'])
  expect(here.said).toEqual(['gater: approved `npm test`, by review:pts/3'])
})

test('a question that is put off comes again after the others', async () => {
  const { queue, ends } = desk('terminal')
  const [here] = ends as [(typeof ends)[0]]
  const asked = ['one', 'two', 'three'].map((text) =>
    queue.ask(question(command(text), { id: text }), never()),
  )
  await here.shows('   one')
  here.press('l')
  await here.shows('   two')
  here.press('l')
  await here.shows('   three')
  expect(here.screen()).toContain('3 of 3 waiting')
  here.press('n')
  await here.shows('   one')
  here.press('n')
  await here.shows('   two')
  expect(here.screen()).not.toContain('(l)ater')
  here.press('y')
  await Promise.all(asked)
  await here.attached.detach()
  expect(here.said).toEqual([
    'gater: rejected `three`',
    'gater: rejected `one`',
    'gater: approved `two`',
  ])
})

test.each([
  ['n', 'rejected', ['gater: rejected all 11 that waited']],
  ['\r', 'rejected', ['gater: rejected all 11 that waited']],
  ['s', 'rejected', ['interrupted', 'gater: rejected all 11 that waited']],
  ['\x03', 'rejected', ['interrupted', 'gater: rejected all 11 that waited']],
  ['c', 'waiting', []],
])('when eleven wait, %j goes on with: %s', async (key, _, said) => {
  const { queue, ends } = desk('terminal')
  const [here] = ends as [(typeof ends)[0]]
  const asked = Array.from({ length: 11 }, (_, at) =>
    queue.ask(question(command(`echo ${at}`), { id: `q${at}` }), never()),
  )
  await here.shows('11 questions wait. How to go on?')
  here.press('y')
  here.press(key)
  if (key === 'c') await here.shows('echo 0')
  else {
    const no = { answer: { kind: 'reject', note: null }, reviewer: 'terminal' }
    expect(await Promise.all(asked)).toEqual(asked.map(() => no))
  }
  await here.attached.detach()
  expect(here.said).toEqual(said)
})

test('after three times no in a row the person is asked how to go on, once', async () => {
  const { queue, ends } = desk('terminal')
  const [here] = ends as [(typeof ends)[0]]
  for (let at = 0; at < 5; at++)
    void queue.ask(question(command(`echo ${at}`), { id: `q${at}` }), never())
  for (const at of [0, 1, 2]) {
    await here.shows(`echo ${at}`)
    here.press('n')
  }
  await here.shows('3 times no in a row. How to go on?')
  here.press('c')
  await here.shows('echo 3')
  here.press('n')
  await here.shows('echo 4')
  await here.attached.detach()
})

test('who detaches leaves the question open', async () => {
  const { queue, ends } = desk('terminal')
  const [here] = ends as [(typeof ends)[0]]
  void queue.ask(question(command('npm test')), never())
  await here.shows('npm test')
  await here.attached.detach()
  expect([here.screen(), here.said, queue.open().length, queue.reviewers()]).toEqual(['', [], 1, 0])
})

test('another question has the terminal alone: after the card that is up, before the next', async () => {
  const hand = handTerminal()
  const turns = takeTurns(hand.terminal)
  const seen: string[] = []
  const surface = await turns.terminal.open()
  const alone = turns.alone(async () => {
    seen.push('alone')
    expect(turns.terminal.ready()).toBe(false)
    await expect(turns.terminal.open()).rejects.toThrow('the terminal is taken')
  })
  seen.push('card')
  await surface.close()
  await alone
  expect([seen, turns.terminal.ready()]).toEqual([['card', 'alone'], true])
})
