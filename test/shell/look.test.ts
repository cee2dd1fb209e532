import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makePlace, reasons } from './machine.ts'

test.each([
  ['cat *', 'a.txt', true],
  ['cat *', '.env', true],
  ['cat *', 'server.pem', false],
  ['cat .*', '.env', false],
  ['jq . ./*.json', 'package.json', true],
  ['jq . ./*.json', 'credentials.json', false],
  ['grep -r x .', 'src/a.ts', true],
  ['grep -r x .', '.env', false],
  ['grep -rn x src', '.env', true],
  ['grep -rn x src', 'src/deep/.env.local', false],
  ['grep x --recursive', '.env', false],
  ['grep -d recurse x .', '.env', false],
  ['rgrep x', '.env', false],
  ["grep -r --include='*.ts' x .", '.env', true],
  ["grep -r --include='*' x .", '.env', false],
  ["grep -r --exclude='.env*' x .", '.env', true],
  ['grep -r --exclude-dir=conf x .', 'conf/.env', true],
  ['grep -r x .', 'node_modules/a/test.pem', true],
  ['grep -r x .', 'dist/.env', false],
  ['rg x', '.env', true],
  ['rg x', 'server.key', false],
  ['rg -uuu x', '.env', false],
  ['rg --hidden x', '.env', false],
  ['rg -t ts x', 'server.key', true],
  ["rg -g '*.ts' x", 'server.key', true],
  ["rg -g '*' x", '.env', false],
  ["rg -g '*' x", 'src/.deep/.env', false],
  ['rg -g .env x', '.env', false],
  ['rg --iglob .ENV x', '.env', false],
  ["rg -g '[.]env' x", '.env', false],
  ["rg -g '*.json' x", '.env', true],
  ["rg -g '!*.json' x", '.env', true],
  ['rg -t sh x', 'prod.env', false],
  ["rg --type-add 'key:*.key' -t key x", 'server.key', false],
  ['diff -r src lib', 'src/.env', false],
  ['diff src/a lib/a', 'src/.env', true],
  ['ls -la', '.env', true],
  ['wc -l *', 'server.pem', true],
  ['find . -type f -exec cat {} +', 'a.txt', false],
  ["find . -name '*.ts' -exec cat {} +", '.env', true],
])('%s with the file %s runs unasked: %s', (line, file, expected) => {
  const place = makePlace()
  place.write('shop/src/a', '')
  place.write('shop/lib/a', '')
  place.write(`shop/${file}`, 'KEY=1\n')
  expect(place.isQuiet(line)).toBe(expected)
})

test.each([
  ['yarn --version', '.yarnrc', 'yarn-path "./x.js"\n'],
  ['yarn list', '.yarnrc.yml', 'nodeLinker: x\nyarnPath: ./x.cjs\n'],
  ['pnpm list', '.pnpmfile.cjs', ''],
  ['mvn --version', '.mvn/jvm.config', '-javaagent:x.jar\n'],
  ['cargo --version', 'rust-toolchain.toml', '[toolchain]\npath = "/x"\n'],
  ['poetry --version', '.poetry/plugins/x', ''],
])('%s runs what %s names', (line, file, content) => {
  const place = makePlace()
  const inner = `cd src && ${line}`
  place.write('shop/src/a', '')
  expect([place.isQuiet(line), place.isQuiet(inner)]).toEqual([true, true])
  place.write(`shop/${file}`, content)
  expect([place.isQuiet(line), place.isQuiet(inner)]).toEqual([false, false])
})

test.each([
  ['yarn --version', '.yarnrc.yml', 'nodeLinker: node-modules\n'],
  ['cargo --version', 'rust-toolchain.toml', '[toolchain]\nchannel = "1.80"\n'],
])('%s needs no question for a %s that names no code', (line, file, content) => {
  const place = makePlace()
  place.write(`shop/${file}`, content)
  expect(place.isQuiet(line)).toBe(true)
})

test('a password in the address of a remote is found by a recursive search', () => {
  const place = makePlace()
  expect(place.isQuiet('grep -r x .')).toBe(true)
  place.git('remote', 'add', 'origin', 'https://ana:hunter2@git.example/shop')
  expect(place.isQuiet('grep -r x .')).toBe(false)
})

test('a search through tracked secrets asks, one past untracked ones does not', () => {
  const place = makePlace()
  place.write('shop/.env', 'KEY=1\n')
  place.write('shop/a.txt', '')
  place.git('add', 'a.txt')
  expect(place.isQuiet('git grep x')).toBe(true)
  place.git('add', '.env')
  expect(reasons(place.look('git grep x').line)).toEqual([
    'searches `.env`, which may hold credentials',
  ])
  expect(place.isQuiet("git grep x -- '*.ts'")).toBe(true)
  place.git('update-index', '--index-version', '4')
  expect(place.isQuiet('git grep x')).toBe(false)
})

test.each([
  ['cat notes', '../.ssh/id_rsa', false],
  ['cat notes', '../elsewhere/a.txt', false],
  ['cat notes', 'src/a.txt', true],
  ['ls notes', '../elsewhere', false],
  ['cat notes', '.env', false],
  ['cat no*', '.env', false],
  ['grep -R x .', '.env.link', true],
])('%s where it leads to %s runs unasked: %s', (line, target, expected) => {
  const place = makePlace()
  for (const file of ['.ssh/id_rsa', 'elsewhere/a.txt', 'shop/src/a.txt']) place.write(file, 'x')
  if (target === '.env') place.write('shop/.env', 'KEY=1\n')
  place.link('shop/notes', target)
  expect(place.isQuiet(line)).toBe(expected)
})

test.each([
  ['echo x > notes', '../.bashrc', ['irreversible', 'latent']],
  ['echo x > notes/a.txt', '../elsewhere', ['irreversible']],
  ['echo x > notes/pre-commit', '.git/hooks', ['latent']],
  ['echo x > notes', '../.claude/settings.json', ['irreversible', 'latent']],
  ['rm notes/a.txt', '../elsewhere', ['irreversible']],
  ['rm notes', '../elsewhere', []],
  ['echo x > notes', 'src/a.txt', []],
])('%s where it leads to %s needs more than a rule for the text', (line, target, expected) => {
  const place = makePlace()
  for (const file of ['.bashrc', 'elsewhere/a.txt', 'shop/src/a.txt', '.claude/settings.json'])
    place.write(file, 'x')
  place.link('shop/notes', target)
  const needs = place.look(line).line.parts.flatMap((part) => part.needs)
  expect(needs.filter(({ by }) => by === 'state').map((need) => need.class)).toEqual(expected)
})

test('the program is looked up as the shell does', () => {
  const place = makePlace()
  const usr = '/usr/bin:/bin'
  place.write('shop/node_modules/.bin/ls', '#!/bin/sh\n', 0o755)
  place.write('tools/ls', '#!/bin/sh\n', 0o755)
  place.write('loose/ls', '#!/bin/sh\n', 0o755)
  place.write('open/ls', '#!/bin/sh\n', 0o757)
  place.write('data/ls', 'not executable', 0o644)
  place.link('linked/ls', '../shop/node_modules/.bin/ls')
  chmodSync(join(place.home, 'loose'), 0o777)
  chmodSync(join(place.home, 'tools'), 0o755)
  chmodSync(join(place.home, 'open'), 0o755)
  const at = (directory: string) => place.isQuiet('ls', { path: directory })
  expect(at(usr)).toBe(true)
  expect(at(`${place.home}/tools:${usr}`)).toBe(true)
  expect(at(`${place.home}/data:${usr}`)).toBe(true)
  expect(at(`${place.home}/nothing:${usr}`)).toBe(true)
  expect(at('/nowhere')).toBe(true)
  expect(at(`${place.shop}/node_modules/.bin:${usr}`)).toBe(false)
  expect(at(`${place.home}/linked:${usr}`)).toBe(false)
  expect(at(`${place.home}/loose:${usr}`)).toBe(false)
  expect(at(`${place.home}/open:${usr}`)).toBe(false)
  expect(at(`.:${usr}`)).toBe(false)
  expect(at(`:${usr}`)).toBe(false)
  expect(at(`${usr}:`)).toBe(true)
})

test('what was found is in the digest, and changes with the file', () => {
  const place = makePlace()
  place.write('shop/build.py', 'print(1)\n')
  const before = place.look('python3 build.py').seen
  expect(Object.keys(before)).toContain('script build.py')
  place.write('shop/build.py', 'print(2)\n')
  const after = place.look('python3 build.py').seen
  expect(after['script build.py']).not.toBe(before['script build.py'])
  expect(place.look('ls').seen['program ls']).toMatch(/^\/usr\/bin\/\S+ \d+:\d+:\d+:[\d.]+$/)
})

test('a copy is a write with the content of its source', () => {
  const place = makePlace()
  place.write('shop/a.txt', 'one\n')
  place.write('shop/Makefile.new', 'all:\n')
  place.write('shop/src/b.txt', '')
  const write = (line: string) =>
    place
      .look(line)
      .line.parts[0]?.effects.filter((effect) => effect.kind === 'write')
      .at(-1)
  expect(write('cp a.txt b.txt')).toEqual({
    kind: 'write',
    path: { text: 'b.txt', absolute: `${place.shop}/b.txt`, glob: false },
    content: { text: 'one\n', append: false },
  })
  expect(write('mv a.txt src')).toMatchObject({
    path: { text: 'src/a.txt', absolute: `${place.shop}/src/a.txt` },
    content: { text: 'one\n', append: false },
  })
  expect(write('cp a.txt src/b.txt src')).not.toHaveProperty('content')
  expect(write('cp none b.txt')).not.toHaveProperty('content')
})

test('a copy into a directory is judged by the name that it gets there', () => {
  const place = makePlace()
  place.write('shop/templates/Makefile', 'all:\n')
  const [part] = place.look('cp templates/Makefile .').line.parts
  expect(part?.attributes).toEqual(['latent'])
})
