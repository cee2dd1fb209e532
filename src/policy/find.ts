import { existsSync, lstatSync, statSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { cosmiconfig } from 'cosmiconfig'
import { GaterError } from '../action/error.ts'

/** The names that a config file may have; no others are looked at, least of all those that are code. */
export const configNames = ['.gatercrc', '.gatercrc.json', '.gatercrc.yaml'] as const

/** The text of a directory's config file; `null` where it has none. Throws `GaterError` for one that cannot be read, or two. */
export async function findConfig(dir: string): Promise<{ file: string; text: string } | null> {
  const present = configNames.map((name) => join(dir, name)).filter((file) => isThere(file))
  const [file, second] = present
  if (file === undefined) return null
  if (second !== undefined) {
    throw new GaterError(`both \`${file}\` and \`${second}\` exist`, { hint: 'keep one of them' })
  }
  // cosmiconfig passes over what it cannot read; a rule that denies must not get lost that way.
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new GaterError(`\`${file}\` is not a readable file`)
  }
  try {
    const found = await explorer().load(file)
    return { file, text: typeof found?.config === 'string' ? found.config : '' }
  } catch (error) {
    if (error instanceof GaterError) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new GaterError(`cannot read \`${file}\`: ${why}`, { cause: error })
  }
}

// --- internal ---

/**
 * cosmiconfig executes `./.config/config.js` and the like when it is constructed, so it is constructed in `/`; and its
 * loaders for code are replaced by ones that throw. Ours hand back the text, in which nothing is followed.
 */
function explorer() {
  const from = existsSync('.') ? process.cwd() : '/'
  process.chdir('/')
  try {
    const text = (_file: string, content: string) => content
    const refuse = (file: string) => {
      throw new GaterError(`\`${file}\` is not a configuration`, {
        hint: `use \`${configNames[0]}\``,
      })
    }
    return cosmiconfig('gater', {
      searchPlaces: [...configNames],
      searchStrategy: 'none',
      cache: false,
      loaders: {
        ...{ noExt: text, '.json': text, '.yaml': text },
        ...{ '.js': refuse, '.cjs': refuse, '.mjs': refuse, '.ts': refuse, '.yml': refuse },
      },
    })
  } finally {
    process.chdir(from)
  }
}

function isThere(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined
}
