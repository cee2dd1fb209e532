import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { awakeClock } from '../../src/review/clock.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('awake time', () => {
  test('runs with the machine’s', () => {
    const clock = awakeClock(() => performance.now())
    const run = vi.fn()
    clock.after(1000, run)
    vi.advanceTimersByTime(750)
    expect(run).not.toHaveBeenCalled()
    vi.advanceTimersByTime(250)
    expect(run).toHaveBeenCalledOnce()
  })

  test('stands still while the machine sleeps', () => {
    let slept = 0
    const clock = awakeClock(() => performance.now() + slept)
    const run = vi.fn()
    clock.after(60_000, run)
    vi.advanceTimersByTime(30_000)
    slept = 8 * 3_600_000
    vi.advanceTimersByTime(29_000)
    expect(run).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1_000)
    expect(run).toHaveBeenCalledOnce()
  })

  test('never goes back', () => {
    let now = 1000
    const clock = awakeClock(() => now)
    now = 1500
    expect(clock.awake()).toBe(500)
    now = 100
    expect(clock.awake()).toBe(500)
  })

  test('keeps no timer once nobody waits', () => {
    const clock = awakeClock()
    const cancels = [clock.after(1000, () => {}), clock.after(2000, () => {})]
    expect(vi.getTimerCount()).toBe(1)
    for (const cancel of cancels) cancel()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('one that waits may cancel another that is due as well', () => {
    const clock = awakeClock()
    const late = vi.fn()
    let cancel = () => {}
    clock.after(500, () => cancel())
    cancel = clock.after(500, late)
    vi.advanceTimersByTime(2000)
    expect(late).not.toHaveBeenCalled()
  })
})
