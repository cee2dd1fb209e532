/** The graphic rendition that the next printed character gets, as SGR parameters leave it. */
export interface Pen {
  /** Attribute numbers that are on, of 1 bold, 2 dim, 3 italic, 5 blink, 7 inverse, 8 invisible, 9 struck, 53 overlined. */
  on: Set<number>
  /** 0 none, 1 straight, 2 double, 3 curly, 4 dotted, 5 dashed. */
  underline: number
  /** SGR text of each colour, e.g. `31` or `38:2::1:2:3`; empty for the default. */
  foreground: string
  background: string
  underlineColor: string
}

export function plainPen(): Pen {
  return { on: new Set(), underline: 0, foreground: '', background: '', underlineColor: '' }
}

/** Parameters as xterm.js hands them over: a sub-parameter list follows its parameter. */
export type Parameters = readonly (number | readonly number[])[]

/** Applies one `CSI … m`. Unknown parameters change nothing. */
export function applySgr(pen: Pen, parameters: Parameters): void {
  const list = parameters.length === 0 ? [0] : parameters
  for (let i = 0; i < list.length; i++) {
    const code = list[i]
    if (typeof code !== 'number') continue
    const sub = list[i + 1]
    const subs = Array.isArray(sub) ? (sub as readonly number[]) : null
    if (code === 38 || code === 48 || code === 58) {
      const [text, used] = subs ? [colon(code, subs), 1] : semicolon(code, list, i + 1)
      if (code === 38) pen.foreground = text
      else if (code === 48) pen.background = text
      else pen.underlineColor = text
      i += used
      continue
    }
    if (code === 4) pen.underline = subs ? (subs[0] ?? 1) : 1
    else applyPlain(pen, code)
    if (subs) i++
  }
}

function applyPlain(pen: Pen, code: number): void {
  if (code <= 0) Object.assign(pen, plainPen())
  else if (code === 21) pen.underline = 2
  else if (code === 22) remove(pen, 1, 2)
  else if (code === 23) remove(pen, 3)
  else if (code === 24) pen.underline = 0
  else if (code === 25) remove(pen, 5, 6)
  else if (code === 27) remove(pen, 7)
  else if (code === 28) remove(pen, 8)
  else if (code === 29) remove(pen, 9)
  else if (code === 39) pen.foreground = ''
  else if (code === 49) pen.background = ''
  else if (code === 55) remove(pen, 53)
  else if (code === 59) pen.underlineColor = ''
  else if (code < 10 || code === 53) pen.on.add(code)
  else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) pen.foreground = String(code)
  else if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) pen.background = String(code)
}

function remove(pen: Pen, ...codes: number[]): void {
  for (const code of codes) pen.on.delete(code)
}

function colon(code: number, subs: readonly number[]): string {
  return `${code}:${subs.map((n) => (n < 0 ? '' : n)).join(':')}`
}

/** `38;5;n` or `38;2;r;g;b`: its text and how many parameters it took. */
function semicolon(code: number, list: Parameters, at: number): [text: string, used: number] {
  const kind = list[at]
  const length = kind === 5 ? 2 : kind === 2 ? 4 : 0
  if (length === 0) return ['', 0]
  return [`${code};${list.slice(at, at + length).join(';')}`, length]
}

/** The `CSI … m` that sets this pen from whatever was before. */
export function penBytes(pen: Pen): string {
  const codes = ['0', ...[...pen.on].sort((a, b) => a - b).map(String)]
  if (pen.underline === 1) codes.push('4')
  else if (pen.underline > 1) codes.push(`4:${pen.underline}`)
  for (const color of [pen.foreground, pen.background, pen.underlineColor]) {
    if (color !== '') codes.push(color)
  }
  return `\x1b[${codes.join(';')}m`
}
