import { isDeepStrictEqual } from 'node:util'

/** Keys of package.json whose values are executed, or fetch what is executed. */
const executed = [
  'scripts',
  'bin',
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'bundleDependencies',
  'bundledDependencies',
  'overrides',
  'resolutions',
  'pnpm',
  'workspaces',
  'packageManager',
  'main',
  'exports',
  'imports',
  'config',
  'gypfile',
  'husky',
  'lint-staged',
  'simple-git-hooks',
  'pre-commit',
  'babel',
  'eslintConfig',
  'jest',
  'prettier',
  'postcss',
  'browserslist',
  'volta',
]

const lockfiles = new Set([
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
])

/**
 * What a change of a package manifest or lockfile brings that is executed later, by content: `[]` where it is nothing.
 * `null` where the file is neither, or its content before or after cannot be told.
 */
export function manifestFindings(
  name: string,
  before: string | null | undefined,
  after: string | null,
): readonly string[] | null {
  if (before === undefined || after === null) return null
  if (name === 'package.json') {
    const [old, next] = [object(before ?? '{}'), object(after)]
    if (old === null || next === null) return null
    // A duplicate key means one thing to this parser and perhaps another to the next.
    return executed
      .filter((key) => !isDeepStrictEqual(old[key], next[key]))
      .map((key) => `changes \`${key}\` of package.json`)
  }
  if (!lockfiles.has(name)) return null
  const known = new Set(sources(before ?? ''))
  const fresh = [...new Set(sources(after))].filter((source) => !known.has(source))
  return fresh.length === 0
    ? []
    : [`brings ${fresh.length} new source${fresh.length === 1 ? '' : 's'} of packages`]
}

// --- internal ---

function object(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    return Object.fromEntries(Object.entries(value))
  } catch {
    return null
  }
}

/** Every line that says where a package comes from or what it is: addresses and checksums. */
function sources(lockfile: string): string[] {
  return (
    lockfile.match(
      /(?:[a-z+]+:\/\/|(?:github|gitlab|bitbucket|file|link|git@)[:])[^\s"',)]+|sha\d+-[A-Za-z0-9+/=]+/g,
    ) ?? []
  )
}
