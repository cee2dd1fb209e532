/** One variable of a git configuration file. */
export interface GitSetting {
  /** Lower case. */
  section: string
  /** As written, since its case counts; `null` where there is none. */
  subsection: string | null
  /** Lower case. */
  key: string
  /** `null` for a name alone, which means true. */
  value: string | null
}

/** Reads a configuration file as git does (git-config(1), "Syntax"). `null` where git would refuse it. */
export function parseGitConfig(source: string): readonly GitSetting[] | null {
  const text = source.replace(/^\ufeff/, '').replaceAll('\r\n', '\n')
  const settings: GitSetting[] = []
  let section: { name: string; sub: string | null } | null = null
  let at = 0
  while (at < text.length) {
    const rest = text.slice(at, at + 1)
    if (/\s/.test(rest)) {
      at += 1
      continue
    }
    if (rest === '#' || rest === ';') {
      at = lineEnd(text, at)
      continue
    }
    if (rest === '[') {
      header.lastIndex = at
      const match = header.exec(text)
      if (match === null) return null
      const [all, name = '', quoted] = match
      const dot = name.indexOf('.')
      section =
        quoted !== undefined
          ? { name: name.toLowerCase(), sub: quoted.replace(/\\(.)/g, '$1') }
          : dot < 0
            ? { name: name.toLowerCase(), sub: null }
            : { name: name.slice(0, dot).toLowerCase(), sub: name.slice(dot + 1).toLowerCase() }
      at += all.length
      continue
    }
    variable.lastIndex = at
    const match = variable.exec(text)
    if (match === null || section === null) return null
    const [all, key = '', equals] = match
    at += all.length
    let value: string | null = null
    if (equals !== undefined) {
      const read = readValue(text, at)
      if (read === null) return null
      value = read.value
      at = read.end
    } else if (!/^[^\S\n]*(?:[#;].*)?$/.test(text.slice(at, lineEnd(text, at)))) return null
    else at = lineEnd(text, at)
    settings.push({
      section: section.name,
      subsection: section.sub,
      key: key.toLowerCase(),
      value,
    })
  }
  return settings
}

const header = /\[([A-Za-z0-9.-]+)(?:[^\S\n]+"((?:[^"\\\n]|\\[^\n])*)")?\]/y
const variable = /([A-Za-z][A-Za-z0-9-]*)[^\S\n]*(=)?/y
const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  b: '\b',
  '"': '"',
  '\\': '\\',
  '\n': '',
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

function readValue(text: string, from: number): { value: string; end: number } | null {
  let value = ''
  let kept = 0
  let quoted = false
  let at = from
  for (; at < text.length; at += 1) {
    const char = text[at] ?? ''
    if (char === '\n') break
    if (char === '\\') {
      at += 1
      const plain = escapes[text[at] ?? '']
      if (plain === undefined) return null
      value += plain
      kept = value.length
    } else if (char === '"') {
      quoted = !quoted
      kept = value.length
    } else if (!quoted && (char === '#' || char === ';')) {
      at = lineEnd(text, at)
      break
    } else if (!quoted && /\s/.test(char)) {
      if (value !== '') value += char
    } else {
      value += char
      kept = value.length
    }
  }
  return quoted ? null : { value: value.slice(0, kept), end: at }
}
