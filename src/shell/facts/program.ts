import type { Attribute, Risk } from '../../action/risk.ts'

/**
 * What gater knows about one program. Data only: `shell/options.ts` reads command lines by it.
 * Whatever is not listed here is not known: an unlisted option, operand or subcommand makes the part `unknown`.
 */
export interface Program {
  /**
   * Class of the program by itself, before options and operands raise it. A subcommand's class stands in place of its
   * parent's; the parent's holds where no subcommand is given, and `unknown` for one that is not listed.
   */
  risk: Risk
  attributes?: readonly Attribute[]
  /** Why it has that class, for the card: `sends a request`. Required above `read`. */
  why?: string
  /** How it reads options; `gnu` unless said. */
  style?: Style
  /** Harmless options without argument, space-separated: `-l -a --all`. `-NUM` is a dash and digits (`head -20`). */
  flags?: string
  /** Harmless options with an argument that is only text: `-n --lines`. */
  values?: string
  /** Harmless options whose argument is optional and only ever joined: `--color` (`--color=always`), git's `-M` (`-M50%`). */
  optional?: string
  /** Options that do more. Key: all spellings, space-separated, e.g. `-o --output`. */
  options?: Readonly<Record<string, Option>>
  /** What the operands mean; none allowed unless said. */
  operands?: Operands
  /**
   * Options that make another program of it, wherever they stand: `-c --create` of tar, `-l --list` of `git branch`.
   * Key: all spellings. The first entry, in this order, of which one is present overrides the fields that it names.
   * A mode's option is harmless by itself and takes no argument, unless it is listed in another field as well.
   */
  modes?: Readonly<Record<string, Partial<Program>>>
  /**
   * Subcommands by name; several names share an entry separated by a space: `ls list`. Where there are `operands` as
   * well, a first word that is no subcommand is an operand (`yarn build`); else it is `unknown`.
   */
  subcommands?: Readonly<Record<string, Program>>
  /** Overrides where there is no operand, subcommand or command of its own: `env` alone prints every variable. */
  bare?: Partial<Program>
  /** The rest of the arguments is a command of its own, judged like any other. */
  wraps?: Wrap
  /** Environment variables that change what it executes or sends; a prefix assignment of one asks. `GIT_*` is a prefix. */
  env?: readonly string[]
  /** Never allowed unasked, whatever its arguments: it needs a terminal or starts other programs at will. */
  interactive?: boolean
  /** It runs code of the workspace (configuration, scripts, tests): a rule for it is promoted to `contain`, never `allow`. */
  runsWorkspace?: boolean
  /** Options that are not listed are as harmless as the rest of its words: they go to what it runs. */
  lenient?: boolean
  /** `@FILE`, wherever it stands, is replaced by the words in that file. */
  responses?: boolean
  /** Alone with one of these arguments it only prints: `--version --help -V`. Defaults to `--version --help`; '' for none. */
  info?: string
}

/**
 * `gnu`: clusters `-abc`, joined values `-ofile`, `--long=value`, unambiguous abbreviations, options anywhere until `--`.
 * `posix`: as gnu but options end at the first operand. `git`: as gnu, also abbreviated. `long`: single-dash long options
 * (`java -version`, `terraform -chdir=x`, go flags). `find`: an expression of positional words. `tar`: first word may be
 * an old-style cluster. `dd`: `key=value` operands. `none`: no options at all, every word is an operand.
 */
export type Style = 'gnu' | 'posix' | 'git' | 'long' | 'find' | 'tar' | 'dd' | 'none'

export interface Option {
  /** What its argument is; no argument unless said. */
  arg?: Arg
  /** In place of `arg`, several arguments in order: jq's `--arg NAME VALUE`. */
  args?: readonly Arg[]
  /** The argument is optional and only taken when joined. */
  joined?: boolean
  risk?: Risk
  attributes?: readonly Attribute[]
  why?: string
}

/** What a word means to the program that gets it. */
export type Arg =
  /** Data: patterns, numbers, formats, names. */
  | 'text'
  /** A file or directory that is read. */
  | 'read'
  /** A file that is created or changed. */
  | 'write'
  /** A file or directory that is deleted. */
  | 'delete'
  /** A text that a shell runs. */
  | 'shell'
  /** A program with or without arguments that is run. */
  | 'program'
  /** The start of a command whose words are the rest. */
  | 'argv'
  /** Small languages, judged by `languages[arg](text)` of `shell/languages/languages.ts`. */
  | Language
  /** Where it goes to on the network. */
  | 'host'
  | 'url'
  /** A directory that becomes the working directory. */
  | 'cd'
  /** `KEY=value`, an assignment for the command. */
  | 'assignment'
  /** A format of printf: zsh evaluates the operands that go with `%d` and the like. */
  | 'format'
  /** Cannot be judged. */
  | 'unknown'

/**
 * `object`: a git revision, range, `REV:PATH` or path. `setting`: the name of a variable or configuration key, secret where
 * its name says so. `gitconfig`: `KEY=value` of `git -c`. `clock`: `+FORMAT` of date, anything else sets the clock.
 * `ps`: BSD options of ps and the value of its `-u`; `psformat`: of its `-o`. `test`: a word of `[`. `upload`: data for the network, `@FILE` and `name=@FILE` are read. `package`: a package and version in a registry.
 * `number`: zsh evaluates it. `settings`: a regular expression for the names of variables or keys. `source`: a file, or
 * `HOST:FILE` as tar, rsync and scp read it, that is read; `destination`: one that is written. `name`: a plain variable that nothing else depends on.
 */
export type Language =
  | 'sed'
  | 'awk'
  | 'jq'
  | 'yq'
  | 'object'
  | 'setting'
  | 'gitconfig'
  | 'clock'
  | 'ps'
  | 'psformat'
  | 'test'
  | 'upload'
  | 'package'
  | 'source'
  | 'destination'
  | 'name'
  | 'number'
  | 'settings'

export interface Operands {
  /** The first operands, one by one, e.g. `['text']` for grep's pattern. */
  first?: readonly Arg[]
  /** Every further operand. Absent: no further ones, and one too many is `unknown`. */
  rest?: Arg
  /** The last operand when there are at least two, e.g. `write` for `cp`. */
  last?: Arg
  /** These options supply the first operand, so that none is `first` any more: `-e --regexp -f --file` for grep. */
  unless?: string
  /** At most this many; one more is `unknown`. */
  max?: number
  /** What the operands mean beside being read or written. */
  risk?: Risk
  why?: string
}

export interface Wrap {
  /** `argv`: words; `shell`: joined and read by a shell; `stdin`: words, with more appended from stdin (xargs). */
  kind: 'argv' | 'shell' | 'stdin'
  /** Operands that come before the command, e.g. `['text']` for timeout's duration. */
  after?: readonly Arg[]
  /** `NAME=value` words before the command are assignments (env). */
  assignments?: boolean
  /** The command may be missing (`env` alone). */
  optional?: boolean
  /** Runs elsewhere or with more rights, so that the inner class is raised to at least this. */
  atLeast?: Risk
  /** Transparent for rules: a rule for the inner command matches through it. */
  seenThrough?: boolean
}

/** A family of programs, by name; several names share an entry separated by a space: `egrep fgrep`. */
export type Family = Readonly<Record<string, Program>>
