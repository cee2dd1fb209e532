import { readFileSync } from 'node:fs'
import { parse } from 'unbash'
import { look } from '../dist/shell/look.js'
import { understand } from '../dist/shell/understand.js'

const lines = ['commands-dev.jsonl', 'traces-dev.jsonl'].flatMap((name) => {
  for (const base of ['../test/corpora/', '../../shared/corpora/']) {
    try {
      return readFileSync(new URL(base + name, import.meta.url), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).command)
    } catch {}
  }
  return []
})
const cwd = process.cwd()
const ground = { workspace: cwd, home: process.env.HOME ?? '/', cwd, protects: [] }
const machine = { ground, path: process.env.PATH ?? '' }

function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function time(run) {
  for (const line of lines) run(line)
  return lines.map((line) => {
    let best = Number.POSITIVE_INFINITY
    for (let round = 0; round < 5; round += 1) {
      const from = process.hrtime.bigint()
      run(line)
      best = Math.min(best, Number(process.hrtime.bigint() - from) / 1e6)
    }
    return best
  })
}

const parsing = median(time((line) => parse(line)))
const judging = median(time((line) => understand(line, ground)))
const looking = median(time((line) => look(understand(line, ground), machine)))
const met = judging <= 10 * parsing && looking <= 0.3
console.log(
  `judge: parse ${parsing.toFixed(4)} ms, judge ${judging.toFixed(4)} ms (${(judging / parsing).toFixed(1)}x, goal 10x), with look-ups ${looking.toFixed(3)} ms (goal 0.3 ms): ${met ? 'met' : 'missed'}`,
)
if (!met) process.exitCode = 1
