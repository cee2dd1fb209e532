import { chmod, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { type StageOptions, stage } from './pty.ts'
import { about, command, question } from './sample.ts'

type Stage = Awaited<ReturnType<typeof stage>>

const stages: Stage[] = []

afterEach(async () => {
  for (const one of stages.splice(0)) await one.end()
})

async function open(options: Partial<StageOptions> = {}): Promise<Stage> {
  const one = await stage({ questions: [question(command('npm test'))], ...options })
  stages.push(one)
  return one
}

/** The card is up and hears keys: the terminal has answered that it is there. */
async function ready(one: Stage, text = '(y)es, once'): Promise<void> {
  await one.shows(text)
  await one.asked()
}

/** What was answered to the question, once the program has ended by itself. */
async function outcome(one: Stage, id = 'q1'): Promise<unknown> {
  await one.tells((line) => line === 'end')
  const lines = one.told() as { id?: string; outcome?: unknown }[]
  return lines.find((line) => line.id === id)?.outcome
}

const approved = { answer: { kind: 'approve' }, reviewer: 'terminal' }
const rejected = { answer: { kind: 'reject', note: null }, reviewer: 'terminal' }

describe('keys on a real terminal', () => {
  test.each([
    ['y', approved],
    ['n', rejected],
    ['\r', rejected],
    ['\x1b', rejected],
    ['\x04', rejected],
  ])('%j answers', async (key, expected) => {
    const one = await open()
    await ready(one)
    one.type(key)
    expect(await outcome(one)).toEqual(expected)
  })

  test('the card is taken off the screen, one line of record stays', async () => {
    const one = await open()
    await ready(one)
    one.type('y')
    await outcome(one)
    await one.exit
    expect(one.screen()).toBe('gater: approved `npm test`')
  })

  test('a note goes with the rejection', async () => {
    const one = await open()
    await ready(one)
    one.type('r')
    await one.shows('why not?')
    one.type('use pnpm')
    await one.shows('use pnpm')
    one.type('\r')
    expect(await outcome(one)).toEqual({
      answer: { kind: 'reject', note: 'use pnpm' },
      reviewer: 'terminal',
    })
  })

  test('a delete is approved by its own key, not by `y`', async () => {
    const text = 'rm -rf dist'
    const findings = [about(text, text, 'irreversible', 'deletes `dist`')]
    const one = await open({
      questions: [
        question(command(text), {
          verdict: { risk: 'irreversible', gates: ['irreversible'], findings },
        }),
      ],
    })
    await ready(one, '(X) delete, yes, once')
    one.type('y')
    await one.shows('this one takes another key: (X) delete, yes, once')
    expect(one.told()).toHaveLength(1)
    one.type('X')
    expect(await outcome(one)).toEqual(approved)
  })

  test('Ctrl-C rejects, then interrupts', async () => {
    const one = await open()
    await ready(one)
    one.type('\x03')
    expect(await outcome(one)).toEqual(rejected)
    expect(one.told()).toContain('interrupt')
  })
})

describe('what does not count', () => {
  test('an approval of what was not on the screen: its end is shown first', async () => {
    const lines = Array.from({ length: 40 }, (_, at) => `echo ${at}`)
    const one = await open({ questions: [question(command(lines.join('\n')))] })
    await ready(one)
    expect(one.screen()).not.toContain('echo 39')
    one.type('y')
    await one.shows('echo 39')
    await one.shows('there was more, to here: the same key again approves')
    one.type('y')
    one.type('n')
    expect(one.told()).toHaveLength(1)
    // The time in which no key counts is not announced: press until it is over.
    const timer = setInterval(() => one.type('y'), 250)
    expect(await outcome(one)).toEqual(approved)
    clearInterval(timer)
  })

  test('keys in a paste whose end never comes; Ctrl-C does', async () => {
    const one = await open()
    await ready(one)
    one.type('\x1b[200~y')
    one.type('y')
    one.type('\x03')
    expect(await outcome(one)).toEqual(rejected)
  })

  test('keys typed before the question was on the screen', async () => {
    const one = await open({ silent: true })
    await one.shows('(y)es, once')
    await one.asked()
    one.type('y')
    one.answer()
    one.type('n')
    expect(await outcome(one)).toEqual(rejected)
  })

  test('keys typed before the program started', async () => {
    const one = await open({ shell: 'sleep 0.3; "$@"' })
    one.type('yyy\n')
    await ready(one)
    one.type('n')
    expect(await outcome(one)).toEqual(rejected)
  })

  test('a `y` that is pasted, marked as such or not', async () => {
    const one = await open()
    await ready(one)
    one.type('\x1b[200~y\x1b[201~')
    one.type('yy')
    one.type('?')
    await one.shows('any key goes back')
    expect(one.told()).toHaveLength(1)
  })

  test('the second of two quick keys does not answer the next question', async () => {
    const one = await open({
      questions: [
        question(command('npm test'), { id: 'q1' }),
        question(command('npm publish'), { id: 'q2' }),
      ],
    })
    await ready(one)
    one.type('y')
    await one.shows('npm publish')
    one.type('y')
    await one.asked()
    one.type('y')
    await one.tells((line) => (line as { id?: string }).id === 'q1')
    expect(one.told()).toHaveLength(2)
  })
})

test('a terminal that does not answer is asked all the same', async () => {
  const one = await open({ silent: true })
  await one.shows('(y)es, once')
  // The time that a terminal has for its answer is not announced: press until it counts.
  const timer = setInterval(() => one.type('n'), 50)
  expect(await outcome(one)).toEqual(rejected)
  clearInterval(timer)
})

test('a smaller window gets another card, a tiny one takes no yes', async () => {
  const one = await open()
  await ready(one)
  one.resize(60, 18)
  await one.shows('shop · feat/x')
  one.resize(30, 10)
  await one.shows('This terminal is 30×10')
  one.type('y')
  one.resize(100, 30)
  await one.shows('(y)es, once')
  expect(one.told()).toHaveLength(1)
  one.type('y')
  expect(await outcome(one)).toEqual(approved)
})

test('a withdrawn question leaves the screen', async () => {
  const one = await open({ withdraw: true })
  await ready(one)
  one.kill('SIGUSR2')
  expect(await outcome(one)).toEqual({ none: 'withdrawn' })
  await one.exit
  expect(one.screen()).toBe('gater: the agent withdrew `npm test`')
})

test.each([
  ['SIGTERM', {}],
  ['SIGHUP', {}],
  ['SIGUSR2', { crash: true }],
])('the terminal is itself again after %s', async (signal, options) => {
  const one = await open({ ...options, shell: '"$@" 2>/dev/null; stty -a; echo over' })
  await ready(one)
  one.kill(signal)
  await one.shows('over')
  const screen = one.screen()
  expect(screen).toMatch(/(^|\s)icanon(\s|$)/m)
  expect(screen).toMatch(/(^|\s)echo(\s|$)/m)
  expect(screen).not.toContain('(y)es')
})

test('a terminal that is gone is a no, and no reviewer any more', async () => {
  const one = await open({ stay: true, shell: 'trap "" HUP; "$@" </dev/null >/dev/null 2>&1' })
  await ready(one)
  one.hangUp()
  expect(await outcome(one)).toEqual(rejected)
  expect(one.told().at(-2)).toEqual({ reviewers: 0 })
})

test('Ctrl-Z stops the job, and the card comes back with it', async () => {
  const one = await open({ shell: 'set -m; "$@"; echo stopped; fg >/dev/null' })
  await ready(one)
  one.type('\x1a')
  await one.shows('(y)es, once')
  await one.asked()
  expect(one.bytes()).toContain('stopped')
  one.type('y')
  expect(await outcome(one)).toEqual(approved)
})

test('from the background nobody is asked', async () => {
  const one = await open({ shell: 'set -m; "$@" & sleep 1.5; fg >/dev/null' })
  await one.tells(() => true)
  expect(one.told()).toEqual([{ pid: expect.any(Number), reviewers: 0 }])
  await ready(one)
  one.type('y')
  expect(await outcome(one)).toEqual(approved)
})

describe('edit', () => {
  async function editor(script: string): Promise<Record<string, string>> {
    const directory = await mkdtemp(join(tmpdir(), 'gater-editor-'))
    const file = join(directory, 'edit it')
    await writeFile(file, `#!/bin/sh\n${script}\n`)
    await chmod(file, 0o755)
    return { VISUAL: `"${file}" --wait` }
  }

  test('what the editor leaves is the answer', async () => {
    const one = await open({ env: await editor('echo "npm test -- --run" > "$2"') })
    await ready(one)
    one.type('e')
    expect(await outcome(one)).toEqual({
      answer: { kind: 'edit', action: { ...command('npm test -- --run') } },
      reviewer: 'terminal',
    })
  })

  test.each([
    ['exit 3', 'the editor failed with 3: nothing was changed'],
    ['kill -9 $$', 'the editor was killed (signal 9): nothing was changed'],
    ['true', 'nothing was changed'],
    [': > "$2"', 'the file is empty: nothing was changed'],
  ])('%j leads back to the card', async (script, remark) => {
    const one = await open({ env: await editor(script) })
    await ready(one)
    one.type('e')
    await one.shows(remark)
    await one.asked()
    expect(one.told()).toHaveLength(1)
    one.type('n')
    expect(await outcome(one)).toEqual(rejected)
  })

  test('Ctrl-C in the editor is the editor’s', async () => {
    const one = await open({
      shell: 'trap : INT; "$@" </dev/null >/dev/null',
      env: await editor(
        // Not one long sleep: a Ctrl-C between its fork and its exec would be lost on it.
        'trap "echo npm run lint > "$2"; exit 0" INT; echo editing > /dev/tty; while :; do sleep 0.1; done',
      ),
    })
    await ready(one)
    one.type('e')
    await one.shows('editing')
    one.type('\x03')
    expect(await outcome(one)).toMatchObject({
      answer: { kind: 'edit', action: { command: 'npm run lint' } },
    })
    expect(one.told()).not.toContain('interrupt')
  })

  test('keys typed in the editor do not answer the question', async () => {
    const one = await open({ env: await editor('echo editing > /dev/tty; read line < /dev/tty') })
    await ready(one)
    one.type('e')
    await one.shows('editing')
    one.type('y\ry')
    await one.shows('nothing was changed')
    await one.asked()
    one.type('n')
    expect(await outcome(one)).toEqual(rejected)
  })
})

test('a plain terminal is written to line by line', async () => {
  const one = await open({ env: { TERM: 'dumb' } })
  await one.shows('(y)es, once')
  const timer = setInterval(() => one.type('n'), 50)
  expect(await outcome(one)).toEqual(rejected)
  clearInterval(timer)
  expect(one.bytes()).not.toContain('\x1b')
})
