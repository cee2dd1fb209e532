import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { GaterError } from '../../src/action/error.ts'
import { addRule } from '../../src/policy/amend.ts'
import { findWorkspace } from '../../src/policy/circumstances.ts'
import { loadPolicy } from '../../src/policy/config.ts'
import { confirm, hashOf } from '../../src/policy/trust.ts'
import { scratch } from '../host/desk.ts'

/** A home with a shop in it, a repository; `~` and `shop` name files in them. */
function home(files: Record<string, string> = {}) {
  const dir = scratch()
  const io = { env: {}, home: dir, cwd: join(dir, 'shop') }
  const put = (name: string, text: string) => {
    const file = join(dir, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return file
  }
  put('shop/.git/HEAD', 'ref: refs/heads/main\n')
  for (const [name, text] of Object.entries(files)) put(name, text)
  const load = (cwd = io.cwd) => loadPolicy({ ...io, cwd }, findWorkspace(cwd, dir))
  const rules = async (cwd?: string) =>
    (await load(cwd)).policy.rules.map((rule) => `${rule.kind} ${rule.text}`)
  return { dir, io, put, load, rules, own: join(dir, own), project: join(dir, 'shop/.gatercrc') }
}

const own = '.config/gater/.gatercrc'

async function complaint(run: Promise<unknown>): Promise<string> {
  const error = await run.then(
    () => null,
    (error: unknown) => error,
  )
  if (!(error instanceof GaterError)) throw new Error(`no complaint: ${String(error)}`)
  return error.hint === undefined ? error.message : `${error.message} | ${error.hint}`
}

test('the example is valid, and loads', async () => {
  const text = readFileSync(new URL('../../.gatercrc.example', import.meta.url), 'utf8')
  const { io, load } = home({ [own]: text })
  confirm(io, join(io.home, own), text)
  const { policy, pending, notes } = await load()
  expect(policy.rules).toHaveLength(11)
  expect([pending, notes]).toEqual([[], []])
  expect(policy.reviewTimeoutMs).toBe(15 * 60_000)
})

test.each([
  ['alow: [a]', 'shop/.gatercrc:1: unknown key `alow` | did you mean `allow`?'],
  [
    'allow:\n  - { rule: a, whn: {} }',
    'shop/.gatercrc:2: unknown key `whn` | did you mean `when`?',
  ],
  [
    'allow: [8080]',
    'shop/.gatercrc:1: YAML can read `8080` as something else than text | write "8080"',
  ],
  [
    'allow:\n  - yes',
    'shop/.gatercrc:2: YAML can read `yes` as something else than text | write "yes"',
  ],
  [
    'allow:\n  - a #b',
    'shop/.gatercrc:2: a comment cuts this rule | write "a #b"; or, for a comment, two blanks before `#`',
  ],
  [
    'allow:\n  - foo: bar',
    'shop/.gatercrc:2: YAML reads this entry as a mapping, not as a rule | write "foo: bar"',
  ],
  [
    'allow: [[a, b], c]',
    'shop/.gatercrc:1: YAML reads this entry as a list, not as a rule | write "[a, b]"',
  ],
  ['deny:\n  - |\n    rm\n    -rf', 'shop/.gatercrc:2: a rule is one line | write "rm -rf"'],
  [
    'allow: [a]\nallow: [b]',
    'shop/.gatercrc:2: map keys must be unique | keep one of them, with what both say',
  ],
  [
    '$import: ./x.js',
    'shop/.gatercrc:1: `$import` is refused: a configuration stands in one file | copy what it would bring into this file',
  ],
  ['allow: a', 'shop/.gatercrc:1: `allow`: expected a list of rules'],
  [
    'deny:\n  - rm && ls',
    'shop/.gatercrc:2: `&&` joins commands or redirects; a rule speaks of one command | one rule for each command, and `write PATH` for what a redirection writes',
  ],
  [
    'review: { timeout: 5m }',
    "shop/.gatercrc:1: `review` is not for a project's file | set it in ~/.config/gater/.gatercrc",
  ],
  [
    'journal: { redact: false }',
    "shop/.gatercrc:1: `journal` is not for a project's file | set it in ~/.config/gater/.gatercrc",
  ],
  [
    'allow: [{ rule: a, until: soon }]',
    'shop/.gatercrc:1: `soon` is no date | a day such as 2027-01-31, or a time with its zone such as 2027-01-31T18:00Z',
  ],
  ['a: &x 1', 'shop/.gatercrc:1: anchors and aliases are not allowed'],
  ['allow: [a]\n---\nallow: [b]', 'shop/.gatercrc:2: a second document | remove the line `---`'],
])('%j is refused: %s', async (text, message) => {
  const { load } = home({ 'shop/.gatercrc': text })
  expect((await complaint(load())).replace(/^\.gatercrc/, 'shop/.gatercrc')).toBe(message)
})

test('no file that is code is ever run, looked at or followed', async () => {
  const { dir, load, put } = home()
  const mark = join(dir, 'ran')
  const cjs = `require('node:fs').writeFileSync(${JSON.stringify(mark)}, '')\nmodule.exports = { allow: ['**'] }\n`
  const mjs = `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(mark)}, '')\nexport default { allow: ['**'] }\n`
  for (const at of ['shop', '.', '.config/gater']) {
    put(`${at}/.config/config.js`, cjs)
    put(`${at}/.config/gaterrc.js`, cjs)
    for (const end of ['js', 'cjs']) put(`${at}/.gatercrc.${end}`, cjs)
    for (const end of ['mjs', 'ts']) put(`${at}/.gatercrc.${end}`, mjs)
    put(`${at}/gater.config.js`, cjs)
    put(`${at}/.gatercrc.yml`, 'allow: ["**"]')
    put(
      `${at}/package.json`,
      '{"gater":{"allow":["**"]},"cosmiconfig":{"$import":"./.gatercrc.js"}}',
    )
  }
  const { policy, files, pending } = await load()
  expect([policy.rules, files, pending]).toEqual([[], [], []])
  put('shop/.gatercrc', '$import: ./.gatercrc.js')
  expect(await complaint(load())).toMatch('`$import` is refused')
  put('shop/.gatercrc', 'deny: [{ $import: ./.gatercrc.js }]')
  expect(await complaint(load())).toMatch('`$import` is refused')
  expect(existsSync(mark)).toBe(false)
})

test('two config files in one directory are refused', async () => {
  const { load, project } = home({ 'shop/.gatercrc': '', 'shop/.gatercrc.yaml': '' })
  const other = `${project}.yaml`
  expect(await complaint(load())).toBe(
    `both \`${project}\` and \`${other}\` exist | keep one of them`,
  )
})

test('a config file that is no file, or a link to nothing, is refused', async () => {
  const { load, project } = home()
  symlinkSync('/nowhere', project)
  expect(await complaint(load())).toBe(`\`${project}\` is not a readable file`)
  rmSync(project)
  mkdirSync(project)
  expect(await complaint(load())).toBe(`\`${project}\` is not a readable file`)
})

test('layers merge; what a project loosens waits until it is trusted', async () => {
  const text = 'allow: [npm test]\ncontain: [make]\nask: [npm publish **]\ndeny: [rm -rf **]\n'
  const { io, load, rules, put, project } = home({ 'shop/.gatercrc': text })
  expect(await rules()).toEqual(['ask npm publish **', 'deny rm -rf **'])
  expect((await load()).pending).toMatchObject([
    {
      ...{ file: project, layer: 'project', hash: hashOf(text), text },
      loosens: [
        'lets `npm test` run without a question',
        'lets `make` run contained, without a question',
      ],
    },
  ])
  confirm(io, project, text)
  expect(await rules()).toHaveLength(4)
  expect((await load()).pending).toEqual([])
  const more = `${text}\n# and more\n`
  put('shop/.gatercrc', more)
  expect(await rules()).toHaveLength(2)
  const [pending] = (await load()).pending
  expect(pending?.diff).toMatch('+# and more')
  put('shop/.gatercrc', text)
  expect(await rules()).toHaveLength(4)
})

test('below the top of the workspace, rules only tighten, trusted or not', async () => {
  const text = 'allow: [npm test]\ndeny: [npm publish]\n'
  const { dir, io, load, rules, put } = home()
  const file = put('shop/inner/.gatercrc', text)
  confirm(io, file, text)
  const inner = join(dir, 'shop/inner')
  expect(await rules(inner)).toEqual(['deny npm publish'])
  expect((await load(inner)).notes).toEqual([
    "inner/.gatercrc: below the workspace's top, its allow and contain rules do not apply",
  ])
  expect(await rules()).toEqual([])
})

test("of a person's own file, what was not confirmed applies only where it tightens", async () => {
  const { io, load, rules, put, own: file } = home()
  const first = 'allow: [npm test]\ndeny: [rm -rf **]\nhardGates: [payment]\n'
  put(own, first)
  expect(await rules()).toEqual(['deny rm -rf **'])
  expect((await load()).policy.hardGates.has('external')).toBe(true)
  confirm(io, file, first)
  expect(await rules()).toEqual(['allow npm test', 'deny rm -rf **'])
  expect([...(await load()).policy.hardGates]).toEqual(['payment'])
  put(own, 'allow: [npm test, "**"]\nask: [curl **]\nescalate: { confidenceBelow: 0 }\n')
  expect((await load()).pending[0]?.loosens).toEqual([
    'lets `**` run without a question',
    'no longer says `deny rm -rf **`',
    'changes `hardGates`',
    'changes `escalate`',
  ])
  expect((await rules()).toSorted()).toEqual(['allow npm test', 'ask curl **', 'deny rm -rf **'])
  expect((await load()).policy.escalate.confidenceBelow).toBe(0.7)
})

test("a person's own file that was deleted keeps denying until that is confirmed", async () => {
  const { io, load, rules, put, own: file } = home()
  const text = 'allow: [npm test]\ndeny: [rm -rf **]\n'
  put(own, text)
  confirm(io, file, text)
  rmSync(file)
  expect(await rules()).toEqual(['deny rm -rf **'])
  expect((await load()).pending).toMatchObject([{ file, text: '', layer: 'user' }])
})

test('a store of trust that is damaged is not taken for an empty one', async () => {
  const { load, put } = home()
  const file = put('.local/state/gater/trust.json', '{"v":1,')
  expect(await complaint(load())).toBe(
    `cannot read what was trusted, \`${file}\` | move it away, then confirm your files again with \`gater trust\``,
  )
})

test.each([
  ['', 'allow:\n  - npm test\n'],
  ['# mine\ndeny:\n  - a  # why\n', '# mine\ndeny:\n  - a  # why\nallow:\n  - npm test\n'],
  [
    'allow:\n  # first\n  - a  # one\n\n# then\ndeny: [b]\n',
    'allow:\n  # first\n  - a  # one\n  - npm test\n\n# then\ndeny: [b]\n',
  ],
  ['allow: [a, b]  # both\n', 'allow: [a, b, npm test]  # both\n'],
  ['allow: []\n', 'allow: [npm test]\n'],
  ['allow:\ndeny: [b]\n', 'allow:\n  - npm test\ndeny: [b]\n'],
  ['allow:\n  - npm test\n', 'allow:\n  - npm test\n'],
  ['allow:\n- a', 'allow:\n- a\n- npm test\n'],
])('a rule added to %j', (before, after) => {
  const { io, put, own: file } = home()
  put(own, before)
  addRule(io, file, 'allow', 'npm test')
  expect(readFileSync(file, 'utf8')).toBe(after)
})

test('a rule added through a link goes to what it leads to', () => {
  const { io, put, own: file } = home()
  put('dotfiles/gater.yaml', 'allow: [make]\n')
  const target = join(io.home, 'dotfiles/gater.yaml')
  mkdirSync(dirname(file), { recursive: true })
  symlinkSync(target, file)
  addRule(io, file, 'allow', 'npm test')
  expect(readlinkSync(file)).toBe(target)
  expect(readFileSync(target, 'utf8')).toBe('allow: [make, npm test]\n')
})

test('a rule added to a file counts as confirmed when the file was, or is new', async () => {
  const { io, load, rules, put, own: file } = home()
  addRule(io, file, 'allow', { rule: 'npm test', when: { worktree: '/home/ana/shop' } })
  expect(readFileSync(file, 'utf8')).toBe(
    'allow:\n  - { rule: "npm test", when: { worktree: "/home/ana/shop" } }\n',
  )
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(statSync(dirname(file)).mode & 0o777).toBe(0o700)
  expect(await rules()).toEqual(['allow npm test'])
  put(own, 'allow: ["**"]\n')
  chmodSync(file, 0o640)
  addRule(io, file, 'allow', 'make')
  expect(statSync(file).mode & 0o777).toBe(0o640)
  expect(await rules()).toEqual([])
  expect((await load()).pending).toHaveLength(1)
})

test('nothing is added to a file that does not parse', () => {
  const { io, put, own: file } = home()
  put(own, 'alow: [a]\n')
  expect(() => addRule(io, file, 'allow', 'npm test')).toThrow(`${file}:1: unknown key \`alow\``)
  expect(readFileSync(file, 'utf8')).toBe('alow: [a]\n')
})

test('a rule is added to JSON', () => {
  const { io, put, dir } = home()
  const file = put('shop/.gatercrc.json', '{"deny":["rm **"]}')
  addRule(io, file, 'allow', 'npm test')
  expect(JSON.parse(readFileSync(join(dir, 'shop/.gatercrc.json'), 'utf8'))).toEqual({
    deny: ['rm **'],
    allow: ['npm test'],
  })
})
