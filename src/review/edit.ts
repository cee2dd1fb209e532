import { spawn } from 'node:child_process'
import { constants, realpathSync } from 'node:fs'
import { access, chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, delimiter, extname, isAbsolute, join, relative } from 'node:path'
import type { Action } from '../action/action.ts'
import type { Edited } from './ask.ts'
import { printable } from './printable.ts'

export interface EditorOptions {
  /** The person's own environment, as it was before any agent ran. */
  env: Readonly<Record<string, string | undefined>>
  /** Where agents write: no program is looked for in there (design.md, invariant 13). */
  workspaces(): readonly string[]
}

/** Editors that are looked for where the person has named none. */
const usual = ['nano', 'vim', 'vi', 'emacs', 'micro']

const unchanged = 'nothing was changed'

/**
 * An editor for actions: the command, a write's new content, or a call's input, as a file in a private directory.
 * The file is all that the editor gets of the action, and its text all that is taken back.
 *
 * Contract: never rejects. What does not end in a changed action leads back to the card, with one line of why.
 */
export function createEditor({ env, workspaces }: EditorOptions) {
  return async (action: Action, stdio: number): Promise<Edited> => {
    const path = safePath(env.PATH, workspaces())
    const text = textOf(action)
    if (text === null) return { kind: 'back', why: 'a deletion cannot be edited, only rejected' }
    const editor = env.VISUAL || env.EDITOR || (await firstOf(usual, path))
    if (editor === undefined)
      return { kind: 'back', why: 'no editor found: set VISUAL or EDITOR before starting gater' }
    let directory: string | null = null
    try {
      directory = await mkdtemp(join(tmpdir(), 'gater-edit-'))
      await chmod(directory, 0o700)
      const file = join(directory, nameOf(action))
      await writeFile(file, text, { mode: 0o600, flag: 'wx' })
      const why = await run(editor, file, directory, { ...env, PATH: path }, stdio)
      if (why !== null) return { kind: 'back', why }
      return edited(action, text, await readFile(file, 'utf8'))
    } catch (error) {
      return { kind: 'back', why: `the edit failed: ${messageOf(error)}` }
    } finally {
      if (directory !== null) await rm(directory, { recursive: true, force: true }).catch(() => {})
    }
  }
}

// --- internal ---

/**
 * Runs the editor as git does: the setting is a shell line, so that it may hold arguments and quotes.
 * By node's own spawn, as execa gives no child a descriptor of one's own for its standard streams.
 */
async function run(
  editor: string,
  file: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
  stdio: number,
): Promise<string | null> {
  // The shell outlives the keys that interrupt the editor: else both gater and the editor would have the terminal.
  const line = `trap : INT QUIT; ${editor} ${quiet(editor)}"$@"`
  const child = spawn('/bin/sh', ['-c', line, 'sh', file], {
    cwd,
    env,
    stdio: [stdio, stdio, stdio],
  })
  const [code, signal]: [number | null, string | null] = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (...ended) => resolve(ended))
  })
  if (code === 0) return null
  if (code === 127) return `no editor \`${printable(editor)}\`: ${unchanged}`
  const killed = code === null || code > 128
  const number = (code ?? 128) - 128
  const how = killed ? `was killed (${signal ?? `signal ${number}`})` : `failed with ${code}`
  return `the editor ${how}: ${unchanged}`
}

/** Vim obeys settings that stand in the text itself, which here an agent wrote. */
function quiet(editor: string): string {
  const program = basename(editor.split(/\s/)[0] ?? '')
  return ['vim', 'nvim', 'gvim', 'mvim'].includes(program) ? `--cmd 'set nomodeline' ` : ''
}

function textOf(action: Action): string | null {
  switch (action.kind) {
    case 'command':
      return `${action.command}\n`
    case 'write':
      return action.content
    case 'call':
      return `${JSON.stringify(action.input, null, 2) ?? 'null'}\n`
  }
}

/** A name that tells the editor the language, and nothing else. */
function nameOf(action: Action): string {
  switch (action.kind) {
    case 'command':
      return 'command.sh'
    case 'write': {
      const extension = extname(action.path)
      return `content${/^\.\w{1,16}$/.test(extension) ? extension : '.txt'}`
    }
    case 'call':
      return 'input.json'
  }
}

function edited(action: Action, before: string, after: string): Edited {
  if (after === before) return { kind: 'back', why: unchanged }
  if (after.trim() === '') return { kind: 'back', why: `the file is empty: ${unchanged}` }
  switch (action.kind) {
    case 'command': {
      const command = after.replace(/\n+$/, '')
      if (command === action.command) return { kind: 'back', why: unchanged }
      return { kind: 'edited', action: { ...action, command, argv: undefined } }
    }
    case 'write':
      return { kind: 'edited', action: { ...action, content: after } }
    case 'call':
      try {
        const { known: _, ...call } = action
        return { kind: 'edited', action: { ...call, input: JSON.parse(after) } }
      } catch (error) {
        return { kind: 'back', why: `not JSON: ${messageOf(error)}` }
      }
  }
}

/** The person's PATH without entries that an agent could write to or that depend on the directory. */
function safePath(path: string | undefined, workspaces: readonly string[]): string {
  const inside = (entry: string) =>
    workspaces.some((workspace) => {
      const way = relative(realOf(workspace), realOf(entry))
      return way !== '..' && !way.startsWith('../')
    })
  return (path ?? '/usr/bin:/bin')
    .split(delimiter)
    .filter((entry) => isAbsolute(entry) && !inside(entry))
    .join(delimiter)
}

/** Without symbolic links; as it is where there is no such directory. */
function realOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

async function firstOf(names: readonly string[], path: string): Promise<string | undefined> {
  for (const name of names)
    for (const entry of path.split(delimiter)) {
      const file = join(entry, name)
      const found = await access(file, constants.X_OK).then(
        () => true,
        () => false,
      )
      if (found) return file
    }
  return undefined
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
