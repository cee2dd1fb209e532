import type { Arg, Option, Program } from './program.ts'

/** One option of a program, ready to be found by spelling. */
export interface OptionFact {
  names: readonly string[]
  args: readonly Arg[]
  /** The argument is optional and only taken when joined. */
  joined: boolean
  option: Option | null
}

/** A program's facts, indexed. */
export interface Compiled {
  program: Program
  options: ReadonlyMap<string, OptionFact>
  /** All long spellings, for abbreviations. */
  long: readonly string[]
  /** `-NUM` is an option. */
  numeric: boolean
  modes: readonly { names: readonly string[]; fields: Partial<Program> }[]
  subcommands: ReadonlyMap<string, Program>
  info: ReadonlySet<string>
  unless: ReadonlySet<string>
  /** No option does more than print otherwise, so that a file name that looks like an option is harmless. */
  harmless: boolean
}

const compiled = new WeakMap<Program, Compiled>()

/** Indexes a program's facts, once. */
export function compile(program: Program): Compiled {
  const known = compiled.get(program)
  if (known !== undefined) return known
  const options = new Map<string, OptionFact>()
  const add = (
    names: readonly string[],
    args: readonly Arg[],
    joined: boolean,
    option: Option | null,
  ) => {
    const fact = { names, args, joined, option }
    for (const name of names) options.set(name, fact)
  }
  const modes = Object.entries(program.modes ?? {}).map(([names, fields]) => ({
    names: split(names),
    fields,
  }))
  for (const { names } of modes) for (const name of names) add([name], [], false, null)
  for (const name of split(program.flags)) add([name], [], false, null)
  for (const name of split(program.values)) add([name], ['text'], false, null)
  for (const name of split(program.optional)) add([name], ['text'], true, null)
  for (const [names, option] of Object.entries(program.options ?? {})) {
    const args = option.args ?? (option.arg === undefined ? [] : [option.arg])
    add(split(names), args, option.joined ?? false, option)
  }
  const subcommands = new Map(
    Object.entries(program.subcommands ?? {}).flatMap(([names, sub]) =>
      split(names).map((name) => [name, sub] as const),
    ),
  )
  const result: Compiled = {
    program,
    options,
    long: [...options.keys()].filter((name) => name.startsWith('--')),
    numeric: options.has('-NUM'),
    modes,
    subcommands,
    info: new Set(split(program.info ?? '--version --help')),
    unless: new Set(split(program.operands?.unless)),
    harmless:
      program.wraps === undefined &&
      subcommands.size === 0 &&
      modes.length === 0 &&
      [...options.values()].every(
        ({ option, args }) =>
          option === null ||
          (mild(option) && args.every((arg) => arg === 'text' || arg === 'read')),
      ),
  }
  compiled.set(program, result)
  return result
}

function mild(option: Option): boolean {
  return (option.risk ?? 'read') === 'read' && (option.attributes ?? []).length === 0
}

function split(text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : text.split(' ')
}
