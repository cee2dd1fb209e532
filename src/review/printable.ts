import stringWidth from 'fast-string-width'

/**
 * What an agent wrote, made safe to look at: nothing in it can move the cursor, hide, reorder, or pass for
 * something else, and nothing is left out without a mark that says so (design.md, invariant 6).
 *
 * `exact` is for commands, paths and names, where one character matters: every look-alike of ASCII is marked.
 * `prose` is for file contents and the agent's words, where other scripts are at home.
 */
export type Strictness = 'exact' | 'prose'

/** The smallest thing that stands on the screen, with the characters that it stands for. */
export interface Glyph {
  /** Safe to write to a terminal; `\n` for the end of a line. */
  text: string
  /** Terminal columns. */
  width: number
  /** Half-open range of UTF-16 offsets in the source. */
  from: number
  to: number
  /** Made by gater, not written by the agent: an escape such as `\u{202e}`, or `⟨10000 blanks⟩`. */
  mark: boolean
}

/** A text as glyphs; `cut` when `limit` left out its middle. */
export interface Shown {
  glyphs: readonly Glyph[]
  cut: boolean
}

/** Characters of the agent's reason, and of one of gater's, that are shown at most. */
export const longestReason = 4_000

/**
 * The text on one line; ends of lines are shown as `⏎`. Total: any string comes out safe, and whole unless it has more
 * than `limit` UTF-16 units, see `show`.
 */
export function printable(
  text: string,
  strictness: Strictness = 'exact',
  limit = Number.POSITIVE_INFINITY,
): string {
  if (text.length <= limit && /^[\x20-\x7e]*$/.test(text) && !/ {17}/.test(text)) return text
  return show(text, strictness, limit)
    .glyphs.map((glyph) => (glyph.text === '\n' ? '⏎' : glyph.text))
    .join('')
}

/** The text as glyphs. Of more than `limit` UTF-16 units the middle is left out, which a mark says. */
export function show(
  text: string,
  strictness: Strictness,
  limit = Number.POSITIVE_INFINITY,
): Shown {
  const glyphs: Glyph[] = []
  if (text.length <= limit) {
    read(text, 0, text.length, strictness, glyphs)
    return { glyphs: fold(glyphs), cut: false }
  }
  const head = boundary(text, Math.floor((limit * 3) / 4))
  const tail = boundary(text, text.length - Math.floor(limit / 4))
  read(text, 0, head, strictness, glyphs)
  glyphs.push(mark(`⟨${(tail - head).toLocaleString('en')} characters not shown⟩`, head, tail))
  read(text, tail, text.length, strictness, glyphs)
  return { glyphs: fold(glyphs), cut: true }
}

// --- internal ---

/** Marks of gater's own: an agent that writes them itself gets them escaped, so that none can be forged. */
const reserved = new Set('⟨⟩⇥⏎␍↳')

/** Control, format, unassigned, private and invisible characters, and spaces that are not the space. */
const unseen = /[\p{C}\p{Zl}\p{Zp}\p{DI}\u2800]|(?! )\p{Zs}/u

/** Strokes through the character before, which make `=` into `≠`. */
const overlay = /[\u0334-\u0338\u20d2-\u20d3\u20d8-\u20da\u20e5-\u20ea]/u

/** Dashes, quotes, slashes, dots and others that are taken for what a shell reads; `—` and `…` are not. */
const likePunctuation =
  /[‐‑‒–―−﹘﹣－‘’‚‛“”„‟′″‵‶ʹʺʻʼʽˈˊˋ´`＇＂∕⁄⧸／⧵∖＼։׃ː∶꞉：;；․‥。．｡﹒¦ǀ∣❘｜＆﹠＄﹩∗⁎＊﹡∼˜～‹›＜＞﹤﹥ǃ！﹗？﹖（）［］｛｝﹛﹜＃﹟％﹪＠﹫＋﹢＝﹦˂˃˄ˆ＾ˍ＿，﹐‚]/u

const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u

/** Letters of other scripts that are drawn like ASCII ones; a word of only such letters is marked where exactness counts. */
const likeLetters =
  /^[асеорхуѕіјԁһԛԝңАВЕЅІЈКМНОРСТХУԌΑΒΕΖΗΙΚΜΝΟΡΤΥΧονρυγικατωⲟⲣօսոցհɑɡıȷʏᴄᴏᴠᴡᴢꜱ\d_]+$/u

/** Scripts that are written next to Latin letters without a space and are not taken for them. */
const eastAsian =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u

function read(
  text: string,
  from: number,
  to: number,
  strictness: Strictness,
  glyphs: Glyph[],
): void {
  const alike = lookAlikes(text, from, to, strictness)
  const hidden = new Map<string, boolean>()
  const hide = (char: string) => {
    const known = hidden.get(char) ?? hides(char, strictness)
    hidden.set(char, known)
    return known
  }
  let at = from
  while (at < to) {
    const code = text.codePointAt(at) ?? 0
    const next = at + (code > 0xffff ? 2 : 1)
    if (code >= 0x20 && code < 0x7f) {
      glyphs.push({ text: text.charAt(at), width: 1, from: at, to: next, mark: false })
    } else if (code === 0x0a) {
      glyphs.push({ text: '\n', width: 0, from: at, to: next, mark: false })
    } else if (code === 0x09) {
      glyphs.push(mark('⇥   ', at, next))
    } else if (code === 0x0d && text.charAt(next) === '\n') {
      glyphs.push(mark('␍', at, next))
    } else {
      const char = text.slice(at, next)
      const last = glyphs.at(-1)
      if (last !== undefined && joins(char, last)) {
        last.text += char
        last.to = next
        last.width = stringWidth(last.text)
      } else if (alike.has(at) || hide(char)) {
        glyphs.push(mark(`\\u{${code.toString(16)}}`, at, next))
      } else {
        glyphs.push({ text: char, width: stringWidth(char), from: at, to: next, mark: false })
      }
    }
    at = next
  }
}

/** A combining mark goes with its letter, two of them at most; the emoji selector with its emoji. */
function joins(char: string, last: Glyph): boolean {
  if (last.mark) return false
  if (char === '\ufe0f') return /^\p{Extended_Pictographic}$/u.test(last.text)
  return /\p{M}/u.test(char) && !overlay.test(char) && /^\p{L}\p{M}?$/u.test(last.text)
}

function hides(char: string, strictness: Strictness): boolean {
  if (reserved.has(char) || unseen.test(char) || /\p{M}/u.test(char)) return true
  const plain = char.normalize('NFKC')
  const folds = /^[\x20-\x7e]+$/.test(plain) && char !== '…'
  if (strictness === 'prose') return folds && /\p{L}/u.test(char)
  return folds || likePunctuation.test(char) || rightToLeft.test(char) || /\p{Nd}/u.test(char)
}

/** Offsets of letters that pass for others: of another script in a word with ASCII letters, or in a word all of such. */
function lookAlikes(
  text: string,
  from: number,
  to: number,
  strictness: Strictness,
): ReadonlySet<number> {
  const found = new Set<number>()
  // Characters that show nothing part no word.
  for (const word of text.slice(from, to).matchAll(/[\p{L}\p{N}\p{M}\p{Cf}_]+/gu)) {
    if (/^[\x00-\x7f]+$/.test(word[0])) continue
    const mixed = /[A-Za-z]/.test(word[0])
    const whole = !mixed && strictness === 'exact' && likeLetters.test(word[0])
    if (!mixed && !whole) continue
    for (const letter of word[0].matchAll(/\p{L}/gu)) {
      const foreign = likeLetters.test(letter[0]) || !/\p{Script=Latin}/u.test(letter[0])
      const unlike = strictness === 'prose' && eastAsian.test(letter[0])
      if (foreign && !unlike && letter[0] > '\x7f') found.add(from + word.index + letter.index)
    }
  }
  return found
}

/** Blanks that no indentation needs, and heaps of empty lines, which would push a tail out of sight. */
const blanks = { inside: 16, indent: 40, lines: 3 }

function fold(glyphs: readonly Glyph[]): Glyph[] {
  const folded: Glyph[] = []
  let at = 0
  while (at < glyphs.length) {
    const first = glyphs[at] as Glyph
    const end = runEnd(glyphs, at)
    const last = glyphs[end - 1] as Glyph
    const lines =
      first.text === '\n' ? glyphs.slice(at, end).filter((g) => g.text === '\n').length : 0
    const size = end - at
    const indent = folded.length === 0 || folded.at(-1)?.text === '\n'
    if (lines > blanks.lines) {
      const stop = lastBreak(glyphs, end)
      const closing = glyphs[stop] as Glyph
      folded.push(
        first,
        mark(`⟨${(lines - 1).toLocaleString('en')} empty lines⟩`, first.to, closing.from),
        closing,
      )
      at = stop + 1
    } else if (lines === 0 && size > (indent ? blanks.indent : blanks.inside)) {
      folded.push(mark(`⟨${size.toLocaleString('en')} blanks⟩`, first.from, last.to))
      at = end
    } else if (lines > 0) {
      folded.push(first)
      at += 1
    } else {
      folded.push(...glyphs.slice(at, Math.max(end, at + 1)))
      at = Math.max(end, at + 1)
    }
  }
  return folded
}

/** The end of the run of blanks that starts here; a run that starts with a line end takes in further line ends. */
function runEnd(glyphs: readonly Glyph[], at: number): number {
  const lines = glyphs[at]?.text === '\n'
  let end = at
  for (; end < glyphs.length; end++) {
    const text = (glyphs[end] as Glyph).text
    if (text !== ' ' && text !== '⇥   ' && !(lines && (text === '\n' || text === '␍'))) break
  }
  return end
}

function lastBreak(glyphs: readonly Glyph[], end: number): number {
  let at = end - 1
  while (glyphs[at]?.text !== '\n') at -= 1
  return at
}

function mark(text: string, from: number, to: number): Glyph {
  return { text, width: stringWidth(text), from, to, mark: true }
}

/** An offset that does not part a surrogate pair. */
function boundary(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff ? at + 1 : at
}
