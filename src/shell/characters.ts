import type { Finding } from '../action/verdict.ts'

/** A longer line is asked about: a person cannot judge it either. */
const longest = 10_000

/** Characters of a line that are read at all. */
export const readable = 100_000

const odd =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u00a0\u00ad\u061c\u115f\u1160\u1680\u17b4\u17b5\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufeff\uffa0\ufff0-\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\udb40[\udc00-\udfff]|\u034f|[\u180b-\u180d\u180f]|[\ufe00-\ufe0f]/g

/** Lines that are joined inside of an operator: `$` and `(` on two lines are one `$(` to the shell. */
const joined = /[$<>({]\\\n|[&|;]\\\n(?=[&|;<>(])/g

/** What no honest line needs: characters that a terminal, a person and a shell read differently; a text too long to show. */
export function oddCharacters(text: string): Finding[] {
  const findings: Finding[] = []
  if (text.length > longest) {
    findings.push({
      span: [longest, text.length],
      class: 'unknown',
      why: `longer than ${longest} characters`,
    })
  }
  for (const match of text.matchAll(joined)) {
    const span = [match.index, match.index + match[0].length] as const
    findings.push({ span, class: 'unknown', why: 'an operator goes over two lines' })
  }
  odd.lastIndex = 0
  for (let match = odd.exec(text); match !== null && findings.length < 20; match = odd.exec(text)) {
    const code = (match[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    findings.push({
      span: [match.index, match.index + match[0].length],
      class: 'unknown',
      why: `contains the control or invisible character U+${code}`,
    })
  }
  return findings
}
