import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import process from 'node:process'
import { Command, CommanderError, Option } from 'commander'
import { errorText, GaterError } from './action/error.ts'
import type { Io } from './action/io.ts'

const io: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  env: process.env,
  cwd: process.cwd(),
  home: homedir(),
  now: () => new Date(),
}

// A reader that has seen enough (`gater log | head`) is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exitCode = await main(process.argv)

/** Exit codes: design.md, "Surfaces". */
async function main(argv: readonly string[]): Promise<number> {
  let code = 0
  const completing = argv[2] === 'completion' || argv[2] === 'complete'
  const program = commands((result) => {
    code = result
  }, completing)
  // Only for itself: it brings the commands of both names, and loads every other command's options.
  if (completing) {
    const { default: tab } = await import('@bomb.sh/tab/commander')
    tab(program, { completionCommandName: 'completion' })
  }
  const misuse = argv[2] === 'run' ? 125 : 2
  try {
    await program.parseAsync(argv)
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : misuse
    process.stderr.write(errorText(error))
    return error instanceof GaterError && error.exit !== 2 ? error.exit : misuse
  }
}

/** The command table. A command's module is imported when it runs: importing all of them costs 300 ms (style.md §4). */
function commands(finish: (code: number) => void, completing: boolean): Command {
  const program = new Command('gater')
    .description('The approval gate between you and the agents that work on your machine.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`gater: ${text}`) })
    .addHelpText(
      'after',
      `
Start here:
  gater init                  write a first .gatercrc
  gater run -- claude         run Claude Code behind the gate
  gater log                   what was proposed, decided, run
  gater tune                  turn frequent approvals into rules`,
    )

  const under = (parent: Command, name: string, description: string, examples: string) =>
    parent
      .command(name)
      .description(description)
      .addHelpText('after', `\nExamples:\n${examples.replace(/^/gm, '  ')}`)
  const runs =
    <A extends unknown[]>(command: (...args: A) => Promise<number>) =>
    async (...args: A) =>
      finish(await command(...args))

  under(
    program,
    'run',
    'run an agent; ask about what it wants to do',
    `gater run -- claude
gater run -- claude -p "fix the failing test"
gater run --no-input -- claude -p "…"      reject instead of asking
gater run -- ./any-agent                   any program; Linux asks about each that it starts
gater run --agent socket -- ./my-agent     an agent that asks on $GATER_SOCKET`,
  )
    .usage('[options] -- <agent> [args...]')
    .argument('<agent...>', 'the agent and its arguments')
    .option('--no-input', 'never ask: what would be asked is rejected')
    .option('--wait', 'let a `gater review` elsewhere answer until `review.timeout`')
    .addOption(
      new Option('--ui <where>', "ask over the agent's screen, in a tmux pane, or elsewhere")
        .choices(['popup', 'split', 'elsewhere'])
        .default('popup'),
    )
    .option('--agent <name>', 'the channel to use: claude, codex, gemini or socket')
    .option('--exec-gate <mode>', 'gate each program that starts: auto, on or off', 'auto')
    .option('--strict', 'ask before starting without the exec gate')
    .option('--env-ok', 'start although NODE_OPTIONS, NODE_PATH or LD_* are set')
    .option('--dev', "start although gater's own package lies in the workspace")
    .passThroughOptions()
    .action(
      runs(async (agent: string[], options) =>
        (await import('./commands/run.ts')).run(agent, options, io),
      ),
    )

  under(
    program,
    'review',
    'answer the questions of running sessions, in this terminal',
    `gater review
gater review --json                        events out, answers in, as JSON lines`,
  )
    .option('--json', 'JSON lines: pending and answered out, answers in')
    .action(runs(async (options) => (await import('./commands/review.ts')).review(options, io)))

  const log = under(
    program,
    'log',
    'what was proposed, decided and run',
    `gater log -n 20
gater log --decision rejected --since 2h
gater log --grep 'git push' --json
gater log show 4f2a                        everything about one action`,
  )
  const filtered = (command: Command) =>
    command
      .option('--since <when>', 'from: 2h, 3d, yesterday, or ISO 8601')
      .option('--until <when>', 'up to: likewise')
      .option('--agent <name>', 'by this agent')
      .option('--session <id>', 'in this session')
      .option('--project <name>', 'in this project')
      .option('--decision <kind>', 'approved, edited or rejected')
      .option('--by <who>', 'rule, human, timeout, no-reviewer or fault')
      .option('--risk <class>', 'of this risk class')
      .option('--kind <kind>', 'command, write or call')
      .option('--grep <text>', 'whose command, path, tool or reason contains this')
  filtered(log)
    .option('-n <count>', 'only the last so many')
    .option('-f, --follow', 'go on as new ones come')
    .option('--json', 'one JSON line per action')
    .action(runs(async (options) => (await import('./commands/log.ts')).log(options, io)))
  under(log, 'show', 'everything about one action', 'gater log show 4f2a')
    .argument('<id>', 'its id, or the first characters of it')
    .option('--json', 'as JSON')
    .action(
      runs(async (id: string, options) =>
        (await import('./commands/log-show.ts')).logShow(id, options, io),
      ),
    )
  filtered(
    under(
      log,
      'stats',
      'how much attention the gate costs, and for what',
      `gater log stats --since 7d`,
    ),
  )
    .option('--json', 'as JSON')
    .action(
      runs(async (options) => (await import('./commands/log-stats.ts')).logStats(options, io)),
    )
  under(
    log,
    'verify',
    'check that the journal is whole',
    `gater log verify
gater log verify --head heads.jsonl        against heads that you kept elsewhere`,
  )
    .option('--head <file>', 'heads kept elsewhere, as JSON lines')
    .option('--json', 'as JSON')
    .action(
      runs(async (options) => (await import('./commands/log-verify.ts')).logVerify(options, io)),
    )

  under(
    program,
    'tune',
    'propose rules for what you approve again and again',
    `gater tune
gater tune --json
gater tune --apply                         write all that are proposed`,
  )
    .option('--apply [ids...]', 'write the proposals with these ids, or all')
    .option('--json', 'as JSON')
    .action(
      runs(async (options) => {
        const { openDesk } = await import('./commands/tune-desk.ts')
        return (await import('./commands/tune.ts')).tune(options, io, await openDesk(io))
      }),
    )

  under(
    program,
    'explain',
    'what gater would say to a command, and why; runs nothing',
    `gater explain -- git push --force origin main
gater explain 'cat <<EOF > config.yml'
gater explain --batch < commands.jsonl     {"command": …, "cwd"?: …} per line`,
  )
    .usage('[options] -- <command...>')
    .argument('[command...]', 'one shell line, or words')
    .option('--cwd <dir>', 'as if it started there')
    .option('--json', 'as JSON')
    .option('--batch', 'JSON lines in, JSON lines out')
    .passThroughOptions()
    .action(
      runs(async (words: string[], options) =>
        (await import('./commands/explain.ts')).explain(words, options, io),
      ),
    )

  under(
    program,
    'init',
    'write a first .gatercrc',
    `gater init                                  for you
gater init --project                        for this project`,
  )
    .option('--project', 'in the workspace instead of your configuration directory')
    .action(runs(async (options) => (await import('./commands/init.ts')).init(options, io)))

  under(
    program,
    'trust',
    'confirm a .gatercrc, so that what it allows holds',
    `gater trust                                 those that apply here
gater trust .gatercrc --yes                 without a question`,
  )
    .argument('[file]', 'the file; those that apply here by default')
    .option('--yes', 'do not ask')
    .action(
      runs(async (file: string | undefined, options) =>
        (await import('./commands/trust.ts')).trust(file, options, io),
      ),
    )

  under(program, 'status', 'running sessions and the questions that wait', 'gater status')
    .option('--json', 'as JSON')
    .action(runs(async (options) => (await import('./commands/status.ts')).status(options, io)))

  under(
    program,
    'doctor',
    'which guarantees hold on this machine, and what to do about the others',
    'gater doctor',
  )
    .option('--json', 'as JSON')
    .action(runs(async (options) => (await import('./commands/doctor.ts')).doctor(options, io)))

  under(program, 'demo', 'a small agent behind the gate, in a scratch project', 'gater demo')
    .option('--no-input', 'never ask: what would be asked is rejected')
    .action(runs(async (options) => (await import('./commands/demo.ts')).demo(options, io)))

  if (!completing) {
    under(
      program,
      'completion',
      'print completions for your shell',
      `source <(gater completion bash)
gater completion fish > ~/.config/fish/completions/gater.fish`,
    ).argument('<shell>', 'bash, zsh, fish or powershell')
  }

  program
    .command('hook', { hidden: true })
    .description("what agents' hooks start where curl is missing")
    .argument('[agent]')
    .option('--permission')
    .option('--shell')
    .action(
      runs(async (agent: string | undefined, options) =>
        (await import('./commands/hook.ts')).hook(agent, options, io),
      ),
    )
  return program
}

function version(): string {
  const file = new URL('../package.json', import.meta.url)
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string }
  return version
}
