// A session of its own process: node writer.js DIR SESSION COUNT [BALLAST]; prints the id of each decision once it is on
// disk. At the first refusal it removes the file BALLAST, so that there is room again.
import { rmSync } from 'node:fs'
import { openJournal } from '../../dist/journal/append.js'

const [dir, session, count, ballast] = process.argv.slice(2)
const entry = {
  type: 'decision',
  agent: 'claude',
  channel: 'claude',
  project: 'shop',
  workspace: '/shop',
  branch: null,
  action: { kind: 'command', command: 'x'.repeat(2000), cwd: '/shop' },
  reason: null,
  confidence: null,
  risk: 'read',
  attributes: [],
  verdict: 'allow',
  findings: [],
  rule: null,
  decision: 'approved',
  by: 'rule',
  reviewer: null,
  note: null,
  waitedMs: 0,
  edited: null,
  digest: '',
  evidence: true,
}

const say = (line) => process.stdout.write(`said ${line}\n`)
try {
  const journal = await openJournal({ dir, session, redact: null, now: () => new Date(), say })
  for (let n = 0; n < Number(count); n += 1) {
    const id = `${session}-${n}`
    await journal.decide({ ...entry, id }).then(
      () => process.stdout.write(`${id}\n`),
      (error) => {
        process.stdout.write(`refused ${error.message}\n`)
        if (ballast !== undefined) rmSync(ballast, { force: true })
      },
    )
  }
  await journal.close()
} catch (error) {
  process.stdout.write(`closed ${error.message}\n`)
}
