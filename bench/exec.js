/**
 * What the exec gate costs: one exec asked by policy, one inside a grant, a session's start, and `make` of 40 files,
 * each beside the same without gater, and beside `strace -f --seccomp-bpf` where that is installed.
 * Rounds are interleaved, so that the load of the machine meets all of them alike.
 */
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startExecGate } from '../dist/host/exec/exec-gate.js'
import { probeExecGate } from '../dist/host/exec/probe.js'

const ROUNDS = Number(process.env.GATER_BENCH_ROUNDS ?? 7)
const EXECS = 200
const goals = { insideGrantMs: 0.5, sessionStartMs: 100 }

const probe = await probeExecGate()
if (!probe.available) {
  process.stdout.write(`exec: skipped, ${probe.reason}\n`)
  process.exit(0)
}

const directory = mkdtempSync(join(tmpdir(), 'gater-bench-'))
chmodSync(directory, 0o755)

/** Starts /bin/true over and over with posix_spawn and prints microseconds, one a line. */
const loop = `
import os, time
for n in range(${EXECS}):
    a = time.perf_counter_ns()
    os.waitpid(os.posix_spawn("/bin/true", ["true"], os.environ), 0)
    print((time.perf_counter_ns() - a) // 1000)
`
const python = '/usr/bin/python3'

const gate = (answers) =>
  startExecGate({
    agent: 'other',
    home: directory,
    workspace: null,
    judge: { module: new URL('./exec.judge.mjs', import.meta.url).href, data: null },
    onExec: async (exec) => answers(exec),
    onFault: (message) => process.stderr.write(`${message}\n`),
  })

const environment = { PATH: '/usr/bin:/bin', HOME: directory }

async function gated(answers, program, args) {
  const running = await gate(answers)
  const agent = await running.spawn(program, args, {
    cwd: directory,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  agent.stdout.setEncoding('utf8').on('data', (piece) => {
    text += piece
  })
  const closed = new Promise((done) => agent.stdout.once('close', done))
  await agent.exited
  await closed
  await running.stop()
  return text
}

function plain(program, args) {
  return new Promise((done) => {
    const child = spawn(program, args, {
      cwd: directory,
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (piece) => {
      text += piece
    })
    child.once('close', () => done(text))
  })
}

const strace = spawnSync('strace', ['--version']).status === 0
const traced = (program, args) =>
  plain('strace', [
    '-f',
    '--seccomp-bpf',
    '-e',
    'trace=execve',
    '-o',
    '/dev/null',
    program,
    ...args,
  ])

const allow = () => ({ allow: true })
const grant = ({ pid }) => ({ allow: true, grant: { id: String(pid), context: null } })

const numbers = (text) => text.split('\n').filter(Boolean).map(Number)
const sorted = (values) => [...values].sort((a, b) => a - b)
const at = (values, share) => sorted(values)[Math.floor((values.length - 1) * share)]
const format = (values, unit) =>
  `min ${at(values, 0)} / median ${at(values, 0.5)} / p95 ${at(values, 0.95)} ${unit}`

function report(title, values, unit) {
  process.stdout.write(`${title.padEnd(46)} ${format(values.map(Math.round), unit)}\n`)
}

async function timed(run) {
  const start = performance.now()
  await run()
  return performance.now() - start
}

// One exec.
const execs = { plain: [], asked: [], granted: [], strace: [] }
for (let round = 0; round < ROUNDS; round++) {
  execs.plain.push(...numbers(await plain(python, ['-c', loop])))
  execs.asked.push(...numbers(await gated(allow, python, ['-c', loop])))
  // The loop itself is the root of the grant: the shell is the agent.
  execs.granted.push(
    ...numbers(await gated(grant, '/bin/sh', ['-c', '"$0" "$@"; true', python, '-c', loop])),
  )
  if (strace) execs.strace.push(...numbers(await traced(python, ['-c', loop])))
}
report('exec, plain', execs.plain, 'us')
report('exec, each answered by the main thread', execs.asked, 'us')
report('exec, inside a grant', execs.granted, 'us')
if (strace) report('exec, strace -f --seccomp-bpf', execs.strace, 'us')

// A session that does nothing.
const starts = { plain: [], gated: [] }
for (let round = 0; round < ROUNDS; round++) {
  starts.plain.push(await timed(() => plain('/bin/true', [])))
  let started = 0
  starts.gated.push(
    await timed(async () => {
      const running = await gate(allow)
      const agent = await running.spawn('/bin/true', [], {
        cwd: directory,
        env: environment,
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      await agent.exited
      started = performance.now()
      await running.stop()
    }).then((whole) => whole - (performance.now() - started)),
  )
}
report('session start to end of /bin/true, plain', starts.plain, 'ms')
report('session start to end of /bin/true, gated', starts.gated, 'ms')

// A build: 40 files, each compiled by a shell that starts two programs.
const files = Array.from({ length: 40 }, (_, index) => `f${index}`)
writeFileSync(
  join(directory, 'Makefile'),
  `.PHONY: all clean\nall: ${files.map((name) => `${name}.o`).join(' ')}\nf%.o:\n\t@wc -c Makefile > $@; sort -o $@ $@\nclean:\n\t@rm -f *.o\n`,
)
const builds = { plain: [], gated: [], strace: [] }
const make = ['-c', 'make -s clean; make -s -j2']
if (spawnSync('make', ['--version']).status === 0) {
  for (let round = 0; round < ROUNDS; round++) {
    builds.plain.push(await timed(() => plain('/bin/sh', make)))
    builds.gated.push(await timed(() => gated(grant, '/bin/sh', make)))
    if (strace) builds.strace.push(await timed(() => traced('/bin/sh', make)))
  }
  report('make of 40 files, plain', builds.plain, 'ms')
  report('make of 40 files, gated, start included', builds.gated, 'ms')
  if (strace) report('make of 40 files, strace -f --seccomp-bpf', builds.strace, 'ms')
}
rmSync(directory, { recursive: true, force: true })

const inside = (at(execs.granted, 0.5) - at(execs.plain, 0.5)) / 1000
const start = at(starts.gated, 0.5) - at(starts.plain, 0.5)
const missed = inside > goals.insideGrantMs || start > goals.sessionStartMs
process.stdout.write(
  'limits: an exec, two thread switches and reading the target; a start, two worker threads of node in parallel\n' +
    `exec: ${missed ? 'MISSED' : 'met'}: inside a grant +${inside.toFixed(2)} ms median (goal ${goals.insideGrantMs}), ` +
    `session start +${start.toFixed(0)} ms median (goal ${goals.sessionStartMs})\n`,
)
process.exitCode = missed ? 1 : 0
