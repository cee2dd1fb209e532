/** Time while the machine is awake, so that a closed laptop lid answers no question. */
export interface Clock {
  /** Milliseconds of awake time; never goes back. */
  awake(): number
  /** Calls `run` once, when `ms` of awake time have passed. Returns its cancel. */
  after(ms: number, run: () => void): () => void
}

const tickMs = 250

/**
 * Awake time counted in ticks: what a tick is late by more than another tick was sleep, or a stopped process.
 * A plain timer would not do, as some kernels let monotonic clocks run on through a suspend.
 * Ticks only while somebody waits.
 */
export function awakeClock(now: () => number = () => performance.now()): Clock {
  let total = 0
  let last = now()
  let timer: NodeJS.Timeout | null = null
  const waiting = new Set<{ due: number; run: () => void }>()

  const count = () => {
    const at = now()
    const passed = Math.max(0, at - last)
    last = at
    total += timer === null ? passed : Math.min(passed, 2 * tickMs)
    return total
  }

  const tick = () => {
    const at = count()
    for (const wait of [...waiting]) {
      if (wait.due > at || !waiting.delete(wait)) continue
      wait.run()
    }
    rest()
  }

  const rest = () => {
    if (waiting.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }

  return {
    awake: count,
    after(ms, run) {
      const wait = { due: count() + ms, run }
      waiting.add(wait)
      timer ??= setInterval(tick, tickMs)
      return () => {
        waiting.delete(wait)
        rest()
      }
    },
  }
}
