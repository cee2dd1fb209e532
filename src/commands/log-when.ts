import { GaterError } from '../action/error.ts'

const units = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const

/**
 * The instant that a person means: `30s 20m 2h 3d 1w` ago, `now`, `today` and `yesterday` (their first moment, local
 * time), a date (likewise) or an ISO 8601 time (local where it has no zone). Throws `GaterError` for anything else.
 */
export function instant(text: string, now: Date, option: string): Date {
  const ago = /^(\d{1,6})\s*([smhdw])(?:\s*ago)?$/.exec(text.trim())
  if (ago !== null) {
    const seconds = Number(ago[1]) * units[(ago[2] ?? 's') as keyof typeof units]
    return new Date(now.getTime() - seconds * 1000)
  }
  if (text === 'now') return now
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate())
  if (text === 'today') return midnight
  if (text === 'yesterday') {
    return new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1)
  }
  const iso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/
  if (iso.test(text)) {
    // A bare date is read as UTC by `Date`, but people mean their own day.
    const date = new Date(text.length === 10 ? `${text}T00:00:00` : text)
    if (!Number.isNaN(date.getTime())) return date
  }
  throw new GaterError(`\`${option}\` does not know the time \`${text}\``, {
    hint: 'write 2h, 3d, today, yesterday, 2026-11-30 or 2026-11-30T14:00',
  })
}

const relative = new Intl.RelativeTimeFormat('en', { style: 'narrow' })

/** `12s ago`, `3h ago`; the local date where it is over four weeks ago. */
export function ago(date: Date, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - date.getTime()) / 1000))
  if (seconds < 60) return relative.format(-seconds, 'second')
  if (seconds < 3600) return relative.format(-Math.floor(seconds / 60), 'minute')
  if (seconds < 86_400) return relative.format(-Math.floor(seconds / 3600), 'hour')
  if (seconds < 28 * 86_400) return relative.format(-Math.floor(seconds / 86_400), 'day')
  return localDate(date)
}

/** `2026-11-30 14:03:07`, local time. */
export function localTime(date: Date): string {
  return `${localDate(date)} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`
}

/** `850 ms`, `4.2 s`, `3 min`, `2.5 h`. */
export function span(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${Number((ms / 1000).toFixed(1))} s`
  if (ms < 3_600_000) return `${Number((ms / 60_000).toFixed(1))} min`
  return `${Number((ms / 3_600_000).toFixed(1))} h`
}

function localDate(date: Date): string {
  return [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-')
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
