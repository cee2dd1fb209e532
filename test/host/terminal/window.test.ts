import { afterEach, describe, expect, test } from 'vitest'
import { createWindow, type Ticks } from '../../../src/host/terminal/window.ts'
import { hosted, until } from './outer.ts'

/** A clock that goes on only when told. */
function handClock(): Ticks & { pass(ms: number): void } {
  let now = 0
  const waiting = new Set<{ due: number; run: () => void }>()
  return {
    now: () => now,
    after(ms, run) {
      const wait = { due: now + ms, run }
      waiting.add(wait)
      return () => waiting.delete(wait)
    },
    pass(ms) {
      now += ms
      for (const wait of [...waiting]) {
        if (wait.due <= now && waiting.delete(wait)) wait.run()
      }
    },
  }
}

type Outer = Awaited<ReturnType<typeof hosted>>
let outer: Outer

afterEach(() => outer.end())

/** A window over `cat`, which shows what is typed to it. */
async function windowed() {
  outer = await hosted('cat', [])
  const clock = handClock()
  const pressed: string[] = []
  const { host } = outer
  const press = (keys: string) => {
    pressed.push(keys)
    host.press(keys)
  }
  const window = createWindow({
    host: { ...host, press },
    outer: outer.lending,
    color: false,
    say: () => {},
    ticks: clock,
  })
  const heard: (string | null)[] = []
  return {
    clock,
    heard,
    /** Handed on to the agent by the window. */
    pressed,
    async ask(text = 'QUESTION') {
      const surface = await window.open()
      surface.onInput((keys) => heard.push(keys))
      surface.draw(text)
      return surface
    },
  }
}

const waits = 'gater: a question waits; Alt-G shows it'
const titled = () => outer.raw().lastIndexOf(waits) > outer.raw().lastIndexOf('\x1b]2;\x07')

const hears = (heard: readonly unknown[], keys: string) =>
  until(
    () => heard.includes(keys),
    () => JSON.stringify(heard),
  )

describe('the window waits for whoever types', () => {
  test('with nobody at the keys it opens at once', async () => {
    const { ask } = await windowed()
    const surface = await ask()
    await surface.seen()
    expect(outer.has('QUESTION')).toBe(true)
    expect(outer.raw()).not.toContain(waits)
    await surface.close()
  })

  test('it opens when no key has come for a second', async () => {
    const { ask, clock } = await windowed()
    outer.type('sent\r')
    await outer.shows('sent')
    clock.pass(999)
    const surface = await ask()
    await until(titled, () => outer.raw())
    expect(outer.has('QUESTION')).toBe(false)
    clock.pass(1)
    await surface.seen()
    expect(outer.has('QUESTION')).toBe(true)
    expect(titled()).toBe(false)
    await surface.close()
  })

  test('each key makes it wait anew, and a line until it is sent', async () => {
    const { ask, clock } = await windowed()
    outer.type('\x1b[A')
    await outer.shows('^[[A')
    const surface = await ask()
    clock.pass(900)
    outer.type('half a line')
    await outer.shows('half a line')
    clock.pass(60_000)
    expect(outer.has('QUESTION')).toBe(false)
    outer.type('\r')
    await until(
      () => !outer.host.typing(),
      () => 'typing',
    )
    await new Promise((resolve) => setImmediate(resolve))
    clock.pass(999)
    expect(outer.has('QUESTION')).toBe(false)
    clock.pass(1)
    await surface.seen()
    expect(outer.has('QUESTION')).toBe(true)
    await surface.close()
  })

  test('the mouse and what the terminal says by itself are not typing', async () => {
    const { ask } = await windowed()
    outer.type('\x1b[I\x1b[<35;10;10M\x1b[?62c')
    await outer.shows('35;10;10M')
    const surface = await ask()
    expect(outer.raw()).not.toContain(waits)
    await surface.close()
  })

  test.each([
    ['as Alt-G', '\x1bg'],
    ['in the kitty protocol', '\x1b[103;3u'],
    ['in the kitty protocol with Num Lock', '\x1b[103;131u'],
    ['by modifyOtherKeys', '\x1b[27;3;103~'],
  ])('Alt-G opens it at once, %s, and its keys count at once', async (_, keys) => {
    const { ask, heard } = await windowed()
    outer.type('half')
    await outer.shows('half')
    const surface = await ask()
    outer.type(keys)
    await surface.seen()
    expect(outer.has('QUESTION')).toBe(true)
    outer.type('n')
    await hears(heard, 'n')
    await surface.close()
    await outer.shows('half')
    expect(outer.has('halfn')).toBe(false)
    expect(outer.has('103')).toBe(false)
  })

  test('a question that ends while it waits leaves no title and opens nothing', async () => {
    const { ask, clock } = await windowed()
    outer.type('half')
    await outer.shows('half')
    const surface = await ask()
    await until(titled, () => outer.raw())
    await surface.close()
    await until(
      () => !titled(),
      () => 'titled',
    )
    outer.type('\r')
    clock.pass(60_000)
    await outer.shows('half')
    expect(outer.has('QUESTION')).toBe(false)
  })
})

describe('a key that was not meant for the question is no answer', () => {
  test('keys in the first half second go on to the agent', async () => {
    const { ask, clock, heard, pressed } = await windowed()
    const surface = await ask()
    await surface.seen()
    clock.pass(499)
    outer.type('y')
    await hears(pressed, 'y')
    clock.pass(300)
    outer.type('n')
    await hears(heard, 'n')
    expect(heard).toEqual(['n'])
    expect(pressed).toEqual(['y'])
    await surface.close()
    await outer.shows('y')
    expect(outer.host.typing()).toBe(true)
  })

  test('nor do the keys of a word that began then count', async () => {
    const { ask, clock, heard, pressed } = await windowed()
    const surface = await ask()
    await surface.seen()
    for (const key of 'hapy é') {
      clock.pass(299)
      outer.type(key)
      await hears(pressed, key)
    }
    expect(heard).toEqual([])
    await surface.close()
    await outer.shows('hapy é')
  })
})

test('an agent that ends takes the question with it', async () => {
  const { ask, heard, clock } = await windowed()
  outer.type('half')
  await outer.shows('half')
  const surface = await ask()
  await outer.end()
  outer.type('\x1bg')
  await until(
    () => heard.includes(null),
    () => JSON.stringify(heard),
  )
  clock.pass(60_000)
  await surface.close()
})
