import { describe, expect, test } from 'vitest'
import { families, programs } from '../../../src/shell/facts/index.ts'
import type { Option, Program } from '../../../src/shell/facts/program.ts'

interface Named {
  name: string
  program: Program
}

/** Every program, subcommand and mode as it holds. */
function unfold(name: string, program: Program): Named[] {
  return [
    { name, program },
    ...Object.entries(program.subcommands ?? {}).flatMap(([names, sub]) =>
      names.split(' ').flatMap((word) => unfold(`${name} ${word}`, sub)),
    ),
    ...Object.entries(program.modes ?? {}).map(([spelling, mode]) => ({
      name: `${name} ${spelling}`,
      program: { ...program, subcommands: {}, modes: {}, ...mode },
    })),
    ...(program.bare ? [{ name: `${name} alone`, program: { ...program, ...program.bare } }] : []),
  ]
}

const all = [...programs].flatMap(([name, program]) => unfold(name, program))

const words = (text: string | undefined) => (text ?? '').split(' ').filter((word) => word !== '')

function listings(program: Program): string[] {
  return [
    ...words(program.flags),
    ...words(program.values),
    ...words(program.optional),
    ...Object.keys(program.options ?? {}).flatMap(words),
  ]
}

function option(path: string, spelling: string): Option | undefined {
  const [name = '', ...subs] = path.split(' ')
  let program = programs.get(name)
  for (const sub of subs) program = named(program?.subcommands, sub)
  return named(program?.options, spelling)
}

function named<T>(record: Readonly<Record<string, T>> | undefined, word: string): T | undefined {
  return Object.entries(record ?? {}).find(([names]) => names.split(' ').includes(word))?.[1]
}

describe('the facts are well formed', () => {
  test('there are several hundred programs, each described once', () => {
    const names = families.flatMap(Object.keys).flatMap((key: string) => key.split(' '))
    const twice = names.filter((name, i) => names.indexOf(name) !== i)
    expect(twice).toEqual([])
    expect(programs.size).toBe(names.length)
    expect(names.length).toBeGreaterThan(600)
  })

  test('whatever is above `read` says why', () => {
    const silent = all.filter(({ program }) => program.risk !== 'read' && !program.why)
    expect(silent.map(({ name }) => name)).toEqual([])
  })

  test('whatever lifts an option says why, unless its argument does', () => {
    const silent = all.flatMap(({ name, program }) =>
      Object.entries(program.options ?? {})
        .filter(([, { risk, attributes, arg, why }]) => {
          const lifts = (risk !== undefined && risk !== 'read') || attributes !== undefined
          return lifts && why === undefined && arg !== 'write'
        })
        .map(([spelling]) => `${name} ${spelling}`),
    )
    expect(silent).toEqual([])
  })

  test('why is short, lower case and without a full stop', () => {
    const reasons = all.flatMap(({ program }) => [
      program.why ?? '',
      ...Object.values(program.options ?? {}).map(({ why }) => why ?? ''),
    ])
    expect(
      reasons.filter(
        (why) => why.length > 70 || (/^[A-Z][a-z]|\.$/.test(why) && !/^SQL/.test(why)),
      ),
    ).toEqual([])
  })

  test('an option has one meaning', () => {
    const twice = all.flatMap(({ name, program }) => {
      const spellings = listings(program)
      return spellings
        .filter((spelling, i) => spellings.indexOf(spelling) !== i)
        .map((spelling) => `${name} ${spelling}`)
    })
    expect(twice).toEqual([])
  })

  test('options are spelled like options', () => {
    const odd = all.flatMap(({ name, program }) =>
      program.style === 'dd'
        ? []
        : listings(program)
            .filter((spelling) => !/^(?:-NUM|--?[\w#@:?][\w.=-]*|-|-[.:]|\+[dD])$/.test(spelling))
            .map((spelling) => `${name} ${spelling}`),
    )
    expect(odd).toEqual([])
  })

  test('what lists options can read them', () => {
    const mute = all.filter(
      ({ program }) => program.style === 'none' && listings(program).length > 0,
    )
    expect(mute.map(({ name }) => name)).toEqual([])
  })
})

test('what has subcommands or modes reads options, so that they are found', () => {
  const mute = all.filter(
    ({ program }) =>
      program.style === 'none' &&
      (Object.keys(program.subcommands ?? {}).length > 0 ||
        Object.keys(program.modes ?? {}).length > 0),
  )
  expect(mute.map(({ name }) => name)).toEqual([])
})

/** Every spelling of the options that do more. */
function spelled({ options }: Partial<Program>): string {
  return Object.keys(options ?? {}).join(' ')
}

test('a mode changes what the options mean, never which there are', () => {
  const fields = [...programs].flatMap(([name, program]) =>
    unfold(name, program).flatMap(({ name: path, program: base }) =>
      Object.entries(base.modes ?? {}).flatMap(([spelling, mode]) =>
        Object.keys(mode)
          .filter((field) =>
            /^(?:style|flags|values|optional|options|subcommands|modes|info)$/.test(field),
          )
          .filter((field) => field !== 'options' || spelled(mode) !== spelled(base))
          .map((field) => `${path} ${spelling}: ${field}`),
      ),
    ),
  )
  expect([...new Set(fields)]).toEqual([])
})

describe('what must never be harmless is not', () => {
  const risky: [program: string, option: string][] = [
    ['sort', '-o'],
    ['sort', '--compress-program'],
    ['sort', '-T'],
    ['git diff', '--output'],
    ['git log', '--output'],
    ['git show', '--ext-diff'],
    ['git grep', '-O'],
    ['git branch', '-D'],
    ['git branch', '-f'],
    ['git push', '-f'],
    ['git push', '--delete'],
    ['git fetch', '--upload-pack'],
    ['git', '-c'],
    ['git', '-C'],
    ['git', '--exec-path'],
    ['rg', '--pre'],
    ['rg', '-z'],
    ['rg', '--hidden'],
    ['rg', '--hostname-bin'],
    ['tree', '-o'],
    ['ss', '-K'],
    ['tar', '--to-command'],
    ['tar', '-I'],
    ['tar', '--checkpoint-action'],
    ['fd', '-x'],
    ['fd', '-X'],
    ['file', '-C'],
    ['file', '-m'],
    ['date', '-s'],
    ['base64', '-o'],
    ['shuf', '-o'],
    ['jq', '-f'],
    ['awk', '-f'],
    ['awk', '-i'],
    ['awk', '-l'],
    ['sed', '-f'],
    ['diff', '-l'],
    ['dmesg', '-C'],
    ['journalctl', '--vacuum-size'],
    ['split', '--filter'],
    ['curl', '-o'],
    ['curl', '-T'],
    ['curl', '-d'],
    ['hash', '-p'],
    ['printf', '-v'],
    ['env', '-S'],
    ['npm', '--script-shell'],
    ['docker', '-H'],
    ['strace', '-o'],
    ['rsync', '-e'],
  ]
  test.each(risky)('%s %s', (path, spelling) => {
    const found = option(path, spelling)
    expect(found).toBeDefined()
    const lifted =
      (found?.risk !== undefined && found.risk !== 'read') ||
      found?.attributes !== undefined ||
      (found?.arg !== undefined && found.arg !== 'text')
    expect(lifted).toBe(true)
  })

  test('programs that give a shell or a terminal are never read-only', () => {
    const shells =
      'bash sh zsh python3 node perl ruby vim less man tmux screen expect ssh gdb busybox env-cmd make npx docker kubectl psql sqlite3 nc socat su sudo script ed ex view more php lua irb crontab at systemd-run code open'
    const mild = shells.split(' ').filter((name) => {
      const program = programs.get(name)
      return program !== undefined && program.risk === 'read' && program.subcommands === undefined
    })
    expect(mild).toEqual([])
  })

  test.each([
    ['rm', 'irreversible'],
    ['npm publish', 'external'],
    ['git push', 'external'],
    ['kubectl delete', 'production'],
    ['terraform apply', 'production'],
    ['aws', 'production'],
    ['stripe charges', 'payment'],
    ['systemd-run', 'external'],
    ['at', 'external'],
    ['crontab', 'external'],
    ['code', 'external'],
    ['ttyecho', 'external'],
    ['xdotool', 'external'],
    ['tmux', 'external'],
    ['gradle', 'external'],
    ['docker run', 'external'],
    ['make', 'unknown'],
  ])('%s is %s', (path, risk) => {
    const [name = '', ...subs] = path.split(' ')
    let program = programs.get(name)
    for (const sub of subs) program = named(program?.subcommands, sub)
    expect(program?.risk).toBe(risk)
  })
})
