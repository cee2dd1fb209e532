// A `gater review` without a screen: reviewer.fixture.js DIR ANSWER CODE...
// Tries the codes one after the other, gives ANSWER (JSON, as on the wire) to all that is asked, prints JSON lines.
import { loadKernel } from '../../dist/host/kernel.js'
import { joinSessions } from '../../dist/host/review-client.js'
import { openSessions } from '../../dist/host/sessions.js'

const [stateDir, answer, ...codes] = process.argv.slice(2)
const print = (value) => process.stdout.write(`${JSON.stringify(value)}\n`)

const client = await joinSessions({
  dir: await openSessions(stateDir),
  kernel: await loadKernel(),
  name: 'pts/9',
  code: async (_session, left) => {
    print({ asked: left })
    return codes.shift() ?? null
  },
  say: (line) => print({ told: line }),
})
print({ joined: client.sessions().length })
let open = client.sessions().length
const see = async (question) => {
  print({ question: question.proposal.action, reason: question.proposal.reason })
  print({
    accepted: await client.answer(question.id, { answer: JSON.parse(answer), reviewer: '' }),
  })
  open -= 1
  if (open === 0) client.close()
}
client.subscribe((event) => event.kind === 'asked' && see(event.question))
for (const question of client.open()) see(question)
if (open === 0) client.close()
