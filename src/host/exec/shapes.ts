import { join } from 'node:path'
import { readWords, unwrap } from '../../channel/claude/envelope.ts'
import { packagePlaces } from '../package.ts'
import { basename, shellScript } from './exec.ts'
import { type Children, matches, type Pattern } from './tags.ts'

/**
 * How one agent starts programs: which of them carry a tool call, and which are its own doings.
 * Data, matched on the whole argument vector; what matches nothing is asked about.
 */
export interface Shape {
  /** The version that this was recorded with; other versions may differ, and then ask more. */
  recorded: string
  /**
   * The command text inside the agent's own wrapping of its shell tool, exactly as the model wrote it;
   * `null` when these arguments are no tool call.
   */
  toolText(program: string, argv: readonly string[]): string | null
  /** What an agent hands to `bin/gater-shell`, where it starts its shell through that: a command or a server of its own. */
  handed?(program: string, argv: readonly string[]): string | null
  /** The agent trims a command before it wraps it, so texts are compared trimmed. */
  trims: boolean
  /** npm packages whose files are the agent itself: its binary and bundled helpers. */
  packages: readonly string[]
  /** What it starts on its own, besides itself. */
  housekeeping: readonly Housekeeping[]
  /** Directories and file name beginnings that it writes to on its own. `~` is the home directory. */
  state: readonly string[]
}

export interface Housekeeping {
  /** The first word is compared by its last path component. */
  argv: readonly Pattern[]
  /** Realpath of the file that it must be; any of that name where absent. */
  program?: string
  /** What that program may start in turn; `any` only for gater's own hook, or what a person confirmed with its tree. */
  children?: Children
}

/** The agent is not known: only `sh -c TEXT` with the granted text. */
export const anyAgent: Shape = {
  recorded: '',
  toolText: shellScript,
  trims: false,
  packages: [],
  housekeeping: [],
  state: [],
}

const safe = /[^\s'"\\$`;&|<>(){}*?~#!]+/.source
const quoted = /'(?:[^']|'"'"')*'/.source

/** One word as the agents quote it: bare, or in single quotes with `'"'"'` for a quote. */
function unquote(word: string): string {
  return word.startsWith("'") ? word.slice(1, -1).replaceAll(`'"'"'`, "'") : word
}

const claudeTool = new RegExp(
  String.raw`^(?:source (?:${safe}|${quoted}) 2>/dev/null \|\| true && )?` +
    String.raw`(?:shopt -u extglob|setopt NO_EXTENDED_GLOB(?: NO_BARE_GLOB_QUAL)?) 2>/dev/null \|\| true` +
    String.raw` && eval (${safe}|${quoted})(?: < /dev/null)? && pwd -P >\| (?:${safe}|${quoted})$`,
)

/** git with what a repository could make it run switched off. */
const quietGit = ['git', '-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=']

/** `bash -c "…/gater-shell 'TEXT'"` for commands and hooks, `…/gater-shell TEXT` for MCP servers. */
function handedByClaude(program: string, argv: readonly string[]): string | null {
  const shell = join(packagePlaces.bin, 'gater-shell')
  if (program === shell) return argv.length === 2 ? (argv[1] ?? null) : null
  const script = argv.length === 3 && argv[1] === '-c' ? argv[2] : undefined
  if (script === undefined || !script.startsWith(`${shell} `)) return null
  const words = readWords(script.slice(shell.length + 1))
  return words?.length === 1 ? (words[0] ?? null) : null
}

const claude: Shape = {
  recorded: '2.1.197',
  handed: handedByClaude,
  toolText(program, argv) {
    const handed = handedByClaude(program, argv)
    if (handed !== null) return unwrap(handed)
    if (!['bash', 'zsh'].includes(basename(program)) || argv[1] !== '-c') return null
    // A login shell where it could make no snapshot of the person's.
    const script = argv.length === 4 && argv[2] === '-l' ? argv[3] : argv[2]
    if (argv.length !== 3 && script === argv[2]) return null
    const text = claudeTool.exec(script ?? '')?.[1]
    return text === undefined ? unwrap(script ?? '') : unquote(text)
  },
  trims: false,
  packages: [
    '@anthropic-ai/claude-code',
    '@anthropic-ai/claude-code-linux-x64',
    '@anthropic-ai/claude-code-linux-arm64',
  ],
  housekeeping: [
    {
      // Its snapshot of the person's shell. The start-up files run there, as in each terminal of theirs; a write to one
      // of them is a hard gate.
      argv: [
        /bash|zsh/,
        '-c',
        '-l',
        /SNAPSHOT_FILE=\S+\/shell-snapshots\/snapshot-(?:bash|zsh)-\d+-\w+\.sh\n.*/s,
      ],
      children: 'any',
    },
    { argv: [...quietGit, 'ls-files'] },
    { argv: [...quietGit, 'ls-files', /-[\w-]+/] },
    {
      argv: [
        ...quietGit,
        '-C',
        /\/.*/s,
        'ls-files',
        '--error-unmatch',
        '--',
        /:\(icase\)\.claude\/settings(?:\.local)?\.json/,
      ],
    },
    { argv: ['git', '--no-optional-locks', 'status', '--short'] },
    { argv: ['git', '--no-optional-locks', 'log', '--oneline', '-n', '5'] },
    { argv: ['git', 'config', 'user.name'] },
    { argv: ['git', 'config', '--get', 'remote.origin.url'] },
    { argv: ['git', 'rev-parse', /--[a-z-]+/] },
    {
      argv: ['sh', '-c', /ps aux \| grep -E "?[\w |.-]+"?(?: \| grep -v grep)?(?: \|\| true)?/],
      children: [
        ['ps', 'aux'],
        ['grep', '-E', /[\w |.-]+/],
        ['grep', '-v', 'grep'],
      ],
    },
    { argv: ['ps', '-A', '-o', 'pid=', '-o', 'ppid='] },
    { argv: ['zsh', '--version'] },
    // bash takes node's sockets for a remote shell, and reads the start-up files here as well.
    { argv: ['bash', '-c', 'env'], children: 'any' },
    {
      // On its screen only: the list of its makers' plugins. A clone runs nothing of what it fetches.
      argv: [
        ...['git', '-c', 'core.sshCommand=ssh -o BatchMode=yes -o StrictHostKeyChecking=yes'],
        ...['clone', '--depth', '1', '--recurse-submodules', '--shallow-submodules', '--'],
        /(?:https:\/\/github\.com\/|git@github\.com:)anthropics\/claude-plugins-official\.git/,
        /\/.*\/plugins\/marketplaces\/[\w.-]+/,
      ],
      children: 'any',
    },
    {
      // On its screen only: whether the person can reach GitHub by ssh.
      argv: [
        ...['ssh', '-T', '-o', 'BatchMode=yes', '-o', /ConnectTimeout=\d+/],
        ...['-o', 'StrictHostKeyChecking=yes', 'git@github.com'],
      ],
    },
  ],
  state: [
    '~/.claude/',
    '~/.claude.json',
    '~/.cache/claude',
    '~/.local/state/claude',
    '~/.local/share/claude',
    '~/.local/share/applications/claude-code-url-handler.desktop',
    '~/.npm/_logs/',
    '/tmp/claude-',
  ],
}

const codexTail = new RegExp(String.raw`\n[ \t]*exec ${quoted} -c (${quoted}|${safe})\s*$`)

const codex: Shape = {
  recorded: '0.169.0',
  toolText(program, argv) {
    if (basename(program) !== 'bash' && basename(program) !== 'zsh') return null
    if (argv.length !== 3) return null
    // With a snapshot of the shell: a prologue of codex's own that ends by running the command. The command is
    // quoted there, so it cannot imitate that end; and `-c` never carries the model's text itself at this point.
    if (argv[1] === '-c') {
      const script = argv[2] ?? ''
      const text = codexTail.exec(script)?.[1]
      return text === undefined || !script.includes('shell_snapshots/') ? null : unquote(text)
    }
    return argv[1] === '-lc' ? (argv[2] ?? null) : null
  },
  trims: false,
  packages: ['@openai/codex', '@openai/codex-linux-x64', '@openai/codex-linux-arm64'],
  housekeeping: [
    {
      argv: ['lsb_release', /-[a-z]+/],
      children: [
        ['getopt', '--name', 'lsb_release', '-o', /[a-z]+/, '-l', /[a-z,]+/, '--', /-[a-z]+/],
        ['cut', /-c[\d-]+/],
        ['tr', /\[:[a-z]+:\]/, /\[:[a-z]+:\]/],
      ],
    },
    { argv: ['getconf', /[A-Z_]+/] },
    {
      argv: [
        ...['git', '-c', 'safe.bareRepository=explicit', 'ls-remote'],
        ...['https://github.com/openai/plugins.git', 'HEAD'],
      ],
      children: [
        ['git', 'remote-https', /https:\S+/, /https:\S+/],
        ['git-remote-https', /https:\S+/, /https:\S+/],
      ],
    },
    { argv: ['git', '-c', 'safe.bareRepository=explicit', 'rev-parse', '--git-dir'] },
    { argv: ['git', '-c', 'safe.bareRepository=explicit', 'rev-parse', 'HEAD'] },
    { argv: ['git', '-c', 'safe.bareRepository=explicit', 'rev-parse', '--abbrev-ref', 'HEAD'] },
    { argv: ['git', '-c', 'safe.bareRepository=explicit', 'remote', 'get-url', 'origin'] },
    { argv: ['git', '-c', 'safe.bareRepository=explicit', 'remote', '-v'] },
    { argv: ['git', '-c', 'safe.bareRepository=explicit', 'config', 'core.fsmonitor'] },
    { argv: ['git', '-c', 'safe.bareRepository=explicit', 'status', '--porcelain'] },
  ],
  state: ['~/.codex/', '/tmp/codex', '~/.npm/_logs/'],
}

const geminiTool =
  /^shopt -u promptvars nullglob extglob nocaseglob dotglob; _bgpids_file=[\w./-]+\n\(\n {2}trap 'jobs -p > "\$_bgpids_file"' EXIT\n([\s\S]*)\n\)\n__code=\$\?\nexit \$__code$/

const gemini: Shape = {
  recorded: '0.61.0',
  toolText(program, argv) {
    if (argv.length !== 3 || argv[1] !== '-c' || basename(program) !== 'bash') return null
    return geminiTool.exec(argv[2] ?? '')?.[1] ?? null
  },
  trims: true,
  packages: ['@google/gemini-cli'],
  housekeeping: [
    { argv: ['git', 'rev-parse', '--show-toplevel'] },
    { argv: ['git', 'rev-parse', '--git-common-dir'] },
  ],
  state: ['~/.gemini/', '/tmp/gemini-', '~/.npm/_logs/'],
}

const opencode: Shape = {
  recorded: '1.18.33',
  // It adds nothing of its own, so the granted text is all there is to recognise.
  toolText: (_program, argv) => (argv.length === 3 && argv[1] === '-c' ? (argv[2] ?? null) : null),
  trims: false,
  packages: ['opencode-ai', 'opencode-linux-x64', 'opencode-linux-arm64'],
  housekeeping: [
    { argv: ['git', 'rev-parse', /--[a-z-]+/] },
    { argv: ['git', 'rev-parse', 'HEAD'] },
    { argv: ['git', 'remote', 'get-url', 'origin'] },
    { argv: ['git', 'rev-list', '--max-parents=0', /HEAD|--all/] },
    { argv: ['git', 'for-each-ref', /--format=[\w%():./ -]+/, /refs\/[\w/]+/] },
  ],
  state: ['~/.local/share/opencode/', '~/.config/opencode/', '~/.cache/opencode/', '/tmp/opencode'],
}

const copilot: Shape = {
  recorded: '1.0',
  toolText(program, argv) {
    const [, ...rest] = argv
    if (basename(program) !== 'bash' || rest.length !== 4) return null
    if (rest[0] !== '--norc' || rest[1] !== '--noprofile' || rest[2] !== '-c') return null
    return rest[3] ?? null
  },
  trims: false,
  packages: ['@github/copilot', '@github/copilot-linux-x64', '@github/copilot-linux-arm64'],
  housekeeping: [
    { argv: ['git', '--version'] },
    { argv: ['git', 'remote', '-v'] },
    { argv: ['git', 'rev-parse', /--[a-z-]+/] },
    { argv: ['bwrap', '--version'] },
    { argv: ['pgrep', '-P', /\d+/] },
  ],
  state: ['~/.copilot/', '/tmp/copilot', '~/.npm/_logs/'],
}

const shapes: Readonly<Record<string, Shape>> = { claude, codex, gemini, opencode, copilot }

/** What is known of the agent called `name`. */
export function shapeOf(name: string): Shape {
  return shapes[name] ?? anyAgent
}

/** The entry that these arguments are; `null` for what is not known to be started without a tool call. */
export function housekeepingOf(
  known: readonly Housekeeping[],
  program: string,
  argv: readonly string[],
): Housekeeping | null {
  const words = byName(argv)
  return (
    known.find((one) => (one.program ?? program) === program && matches(words, one.argv)) ?? null
  )
}

/** Arguments with the program's directory taken off the first. */
export const byName = (argv: readonly string[]) => [basename(argv[0] ?? ''), ...argv.slice(1)]
