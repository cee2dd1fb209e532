import { isAbsolute, normalize, resolve } from 'node:path'
import { GaterError } from '../../action/error.ts'

/** What one section of a patch does to one file. */
type Section =
  | { kind: 'add'; path: string; content: string }
  | { kind: 'delete'; path: string }
  | { kind: 'update'; path: string; moveTo: string | null; chunks: readonly Chunk[] }

interface Chunk {
  /** The line behind `@@`, after which the chunk is looked for. */
  context: string | null
  before: readonly string[]
  /** New lines; a number is the line of `before` that stays as the file has it, even where it was only alike. */
  after: readonly (string | number)[]
  atEnd: boolean
}

/** A file as a patch will leave it; `content` is `null` where it is deleted. */
export interface PatchedFile {
  path: string
  before: string | null
  content: string | null
}

/**
 * The files that Codex's `apply_patch` will write, with their whole new content. It follows codex-rs/apply-patch of
 * 0.169 (test/agents/codex-patch.test.ts compares the two), but for lines that only look alike in Unicode, which it refuses.
 * Throws `GaterError`, worded for the model, for a patch that is not understood or does not fit.
 *
 * @param cwd against which Codex resolves the paths
 */
export async function patchedFiles(
  patch: string,
  cwd: string,
  read: (path: string) => Promise<string | null>,
): Promise<PatchedFile[]> {
  const files: PatchedFile[] = []
  const add = (file: PatchedFile) => {
    if (files.some(({ path }) => path === file.path)) {
      throw new GaterError(`the patch names \`${file.path}\` twice: give it one section`)
    }
    files.push(file)
  }
  for (const section of parsePatch(patch)) {
    const path = placeIn(cwd, section.path)
    const before = await read(path)
    switch (section.kind) {
      case 'add':
        add({ path, before, content: section.content })
        break
      case 'delete':
        if (before === null)
          throw new GaterError(`the patch deletes \`${path}\`, which is not there`)
        add({ path, before, content: null })
        break
      case 'update': {
        if (before === null)
          throw new GaterError(`the patch changes \`${path}\`, which is not there`)
        const content = applyChunks(before, section.chunks, path)
        if (section.moveTo === null) {
          add({ path, before, content })
        } else {
          const target = placeIn(cwd, section.moveTo)
          add({ path: target, before: await read(target), content })
          add({ path, before, content: null })
        }
      }
    }
  }
  return files
}

/** A patch that leaves `path` with this content, whatever it holds now; `null` where no patch can. */
export function wholeFilePatch(path: string, content: string): string | null {
  if (content.includes('\r') || (content !== '' && !content.endsWith('\n'))) return null
  const lines = content.split('\n').slice(0, -1)
  const added = lines.map((line) => `+${line}\n`).join('')
  return `*** Begin Patch\n*** Add File: ${path}\n${added}*** End Patch`
}

// --- internal ---

function placeIn(cwd: string, path: string): string {
  return isAbsolute(path) ? normalize(path) : resolve(cwd, path)
}

const header = /^\*\*\* (Add|Delete|Update) File: (\S(?:.*\S)?)$/
const move = /^\*\*\* Move to: (\S(?:.*\S)?)$/
const endOfFile = '*** End of File'

/** Stricter than Codex about white space around headers, so that both read the same or gater refuses. */
function parsePatch(patch: string): Section[] {
  const lines = patch.trim().split('\n')
  if (lines[0] !== '*** Begin Patch' || lines.at(-1) !== '*** End Patch') {
    throw unclear('it must begin with `*** Begin Patch` and end with `*** End Patch`')
  }
  const sections: Section[] = []
  const end = lines.length - 1
  for (let at = 1; at < end; ) {
    const found = header.exec(lines[at] as string)
    if (found === null) throw unclear(`a line that is no header: \`${lines[at]}\``)
    const [, kind, path] = found as unknown as [string, 'Add' | 'Delete' | 'Update', string]
    at++
    if (kind === 'Delete') {
      sections.push({ kind: 'delete', path })
    } else if (kind === 'Add') {
      const from = at
      while (at < end && lines[at]?.startsWith('+')) at++
      const content = lines.slice(from, at).map((line) => `${line.slice(1)}\n`)
      sections.push({ kind: 'add', path, content: content.join('') })
    } else {
      const moveTo = move.exec(lines[at] as string)?.[1] ?? null
      if (moveTo !== null) at++
      const from = at
      while (at < end && !/^\*\*\* (?!End of File$)/.test(lines[at] as string)) at++
      const chunks = parseChunks(lines.slice(from, at))
      if (chunks.length === 0) throw unclear(`nothing to change in \`${path}\``)
      sections.push({ kind: 'update', path, moveTo, chunks })
    }
  }
  if (sections.length === 0) throw unclear('it is empty')
  return sections
}

function parseChunks(lines: readonly string[]): Chunk[] {
  const chunks: Chunk[] = []
  for (let at = 0; at < lines.length; ) {
    const first = lines[at] as string
    const marked = first === '@@' || first.startsWith('@@ ')
    if (!marked && chunks.length > 0) throw unclear('a chunk must begin with `@@`')
    // Codex skips blank lines before a chunk; a model that means them as context would be misread.
    if (!marked && first.trim() === '')
      throw unclear('a chunk that begins with a blank line needs `@@` before it')
    if (marked) at++
    const before: string[] = []
    const after: (string | number)[] = []
    let atEnd = false
    const from = at
    for (; at < lines.length && !atEnd; at++) {
      const line = lines[at] as string
      if (line === '@@' || line.startsWith('@@ ')) break
      const text = line.slice(1)
      if (line === endOfFile) atEnd = true
      else if (line === '' || line.startsWith(' ')) {
        after.push(before.length)
        before.push(text)
      } else if (line.startsWith('-')) before.push(text)
      else if (line.startsWith('+')) after.push(text)
      else throw unclear(`a line that is neither context nor change: \`${line}\``)
    }
    if (before.length + after.length === 0 || at === from) throw unclear('a chunk without lines')
    chunks.push({ context: first.startsWith('@@ ') ? first.slice(3) : null, before, after, atEnd })
  }
  return chunks
}

function applyChunks(text: string, chunks: readonly Chunk[], path: string): string {
  const crlf = text.includes('\r')
  if (crlf && /\r(?!\n)|(?<!\r)\n/.test(text)) {
    throw new GaterError(
      `\`${path}\` mixes line endings, so what the patch would make of it is not certain`,
    )
  }
  const lines = (crlf ? text.replaceAll('\r\n', '\n') : text).split('\n')
  if (lines.at(-1) === '') lines.pop()
  const edits: Edit[] = []
  let from = 0
  for (const chunk of chunks) {
    const { context, before, after } = chunk
    if (context !== null) {
      const at = seek(lines, [context], from, false)
      if (at === null) throw misfit(path, context)
      from = at + 1
    }
    if (before.length === 0) {
      edits.push({ at: lines.length, length: 0, after })
      continue
    }
    const found = seekLoosely(lines, chunk, from)
    if (found === null) throw misfit(path, before.join('\n'))
    edits.push(found)
    from = found.at + found.length
  }
  for (const edit of edits.toSorted((a, b) => a.at - b.at).reverse()) {
    const { at, length, after } = edit
    const made = after.map((line) =>
      typeof line === 'string' ? line : (lines[at + line] as string),
    )
    lines.splice(at, length, ...made)
  }
  return [...lines, ''].join(crlf ? '\r\n' : '\n')
}

interface Edit extends Pick<Chunk, 'after'> {
  at: number
  length: number
}

/** A blank last line of a chunk may be the end of the file, which is no line. */
function seekLoosely(
  lines: readonly string[],
  { before, after, atEnd }: Chunk,
  from: number,
): Edit | null {
  const at = seek(lines, before, from, atEnd)
  if (at !== null) return { at, length: before.length, after }
  const length = before.length - 1
  if (before[length] !== '') return null
  const again = seek(lines, before.slice(0, length), from, atEnd)
  if (again === null) return null
  const last = after.at(-1)
  return { at: again, length, after: last === '' || last === length ? after.slice(0, -1) : after }
}

/** Ways in which a line may equal another, tried over the whole file one after the other. */
const ways: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => line.replace(/\p{White_Space}+$/u, ''),
  (line) => line.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, ''),
]

function seek(
  lines: readonly string[],
  pattern: readonly string[],
  from: number,
  atEnd: boolean,
): number | null {
  if (pattern.length === 0) return from
  const last = lines.length - pattern.length
  const start = atEnd && last >= 0 ? last : from
  for (const way of ways) {
    const wanted = pattern.map(way)
    for (let at = start; at <= last; at++) {
      if (wanted.every((line, offset) => line === way(lines[at + offset] as string))) return at
    }
  }
  return null
}

function unclear(why: string): GaterError {
  return new GaterError(`the patch is not understood: ${why}`)
}

function misfit(path: string, wanted: string): GaterError {
  return new GaterError(
    `the patch does not fit \`${path}\`: it does not hold, to the letter:\n${wanted}`,
  )
}
