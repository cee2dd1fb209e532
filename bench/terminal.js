/**
 * What the terminal host costs: the echo of one keystroke, and a flood of output, plain and coloured, beside a plain
 * PTY, `script` and tmux. Rounds are interleaved, so that the load of the machine meets all of them alike.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn } from '@lydell/node-pty'

const ROUNDS = Number(process.env.GATER_BENCH_ROUNDS ?? 3)
const KEYS = Number(process.env.GATER_BENCH_KEYS ?? 100)
const MEGABYTES = 20
const goals = { keystrokeMs: 0.5, ofTmux: 0.5 }

const directory = mkdtempSync(join(tmpdir(), 'gater-bench-'))
const coloured = join(directory, 'coloured')
const flood = join(directory, 'flood')
const fill = (line) => line.repeat(Math.ceil((MEGABYTES * 1e6) / line.length))
writeFileSync(coloured, fill(`\x1b[32mtest\x1b[0m \x1b[1;34m${'some words '.repeat(6)}\x1b[0m\n`))
writeFileSync(flood, fill(`${'some words '.repeat(7)}\n`))

const host = new URL('./terminal.host.mjs', import.meta.url).pathname
const has = (program) => spawnSync(program, ['-V']).error === undefined
const ways = [
  { name: 'plain', words: (line) => ['sh', '-c', line] },
  { name: 'gater', words: (line) => [process.execPath, host, 'sh', '-c', line] },
  ...(has('script')
    ? [{ name: 'script', words: (line) => ['script', '-qc', line, '/dev/null'] }]
    : []),
  ...(has('tmux')
    ? [
        {
          name: 'tmux',
          words: (line) => [
            'tmux',
            '-L',
            `gater-bench-${process.pid}`,
            '-f',
            '/dev/null',
            'new',
            line,
          ],
        },
      ]
    : []),
]

function open(way, line) {
  const [program, ...args] = way.words(line)
  const env = { ...process.env, TERM: 'xterm-256color' }
  delete env.TMUX
  const pty = spawn(program, args, { cols: 100, rows: 30, env })
  const listeners = new Set()
  let text = ''
  pty.onData((data) => {
    text = (text + data).slice(-4096)
    // What a terminal answers to the device attributes that tmux asks for.
    if (/\x1b\[0?c/.test(data)) pty.write('\x1b[?62c')
    for (const listener of listeners) listener(text)
  })
  return {
    pty,
    ended: new Promise((done) => pty.onExit(done)),
    sees: (pattern) =>
      new Promise((done) => {
        const look = (seen) => {
          if (!pattern.test(seen)) return
          listeners.delete(look)
          done(performance.now())
        }
        listeners.add(look)
        look(text)
      }),
    clear() {
      text = ''
    },
  }
}

/** Milliseconds from each key to its echo. */
async function keystrokes(way) {
  const terminal = open(way, 'stty -echo -icanon; printf READY; exec cat')
  await terminal.sees(/READY/)
  const took = []
  for (let n = 0; n < KEYS + 10; n++) {
    // As a person types: not in the wake of the last one.
    await new Promise((done) => setTimeout(done, 5))
    terminal.clear()
    const key = 'abcdefghij'[n % 10]
    const from = performance.now()
    terminal.pty.write(key)
    const at = await terminal.sees(new RegExp(key))
    if (n >= 10) took.push(at - from)
  }
  terminal.pty.write('\x03')
  await terminal.ended
  return took
}

/** Megabytes in a second, from the program's first to its last byte, which is on the screen then. */
async function throughput(way, file) {
  const terminal = open(way, `printf READY; read -r x; cat ${file}; printf THEEND; read -r x`)
  await terminal.sees(/READY/)
  const from = performance.now()
  terminal.pty.write('\r')
  const at = await terminal.sees(/THEEND/)
  terminal.pty.write('\r')
  await terminal.ended
  return (MEGABYTES * 1000) / (at - from)
}

const results = Object.fromEntries(
  ways.map(({ name }) => [name, { keys: [], coloured: [], flood: [] }]),
)
try {
  for (let round = 0; round < ROUNDS; round++) {
    for (const way of ways) {
      results[way.name].keys.push(...(await keystrokes(way)))
      results[way.name].coloured.push(await throughput(way, coloured))
      results[way.name].flood.push(await throughput(way, flood))
    }
  }
} finally {
  rmSync(directory, { recursive: true, force: true })
}

const at = (values, part) =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * part)]
const median = (values) => at(values, 0.5)
process.stdout.write('           echo ms min/med/p95    coloured MB/s   flood MB/s\n')
for (const { name } of ways) {
  const { keys, coloured: colours, flood: plain } = results[name]
  const echo = [0, 0.5, 0.95].map((part) => at(keys, part).toFixed(2)).join(' / ')
  process.stdout.write(
    `  ${name.padEnd(8)} ${echo.padEnd(22)} ${median(colours).toFixed(1).padStart(8)} ${median(plain).toFixed(1).padStart(14)}\n`,
  )
}
process.stdout.write(
  'Limits: plain, the reader here; script, a copy in between; tmux, its parser (it skips frames);\n' +
    "        gater, a second PTY in node's event loop (keys), the copy through it and the mirror's parser (output).\n",
)

const more = median(results.gater.keys) - median(results.plain.keys)
const missed =
  more > goals.keystrokeMs ? [`keystroke +${more.toFixed(2)} ms > ${goals.keystrokeMs}`] : []
const shares = []
if (results.tmux !== undefined) {
  for (const kind of ['coloured', 'flood']) {
    const share = median(results.gater[kind]) / median(results.tmux[kind])
    shares.push(`${kind} ${share.toFixed(2)} of tmux`)
    if (share < goals.ofTmux) missed.push(`${kind} ${share.toFixed(2)} of tmux < ${goals.ofTmux}`)
  }
}
const sum = [`keystroke +${more.toFixed(2)} ms`, ...shares].join(', ')
process.stdout.write(
  `terminal: ${missed.length === 0 ? 'goals met' : 'MISSED'}: ${missed.join(', ') || sum}\n`,
)
if (missed.length > 0) process.exitCode = 1
process.exit()
