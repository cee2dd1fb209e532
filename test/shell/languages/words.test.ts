import { expect, test } from 'vitest'
import { languages } from '../../../src/shell/languages/languages.ts'

test.each<[language: keyof typeof languages, quiet: string[], loud: string[]]>([
  ['clock', ['+%F', '+%Y-%m-%d %H:%M', '+'], ['010203042020', '2020-01-01', '']],
  [
    'setting',
    ['registry', 'user.name', 'PATH', 'HOME', 'remote.origin.url', 'core.hooksPath', 'GOPATH'],
    [
      '//registry.npmjs.org/:_authToken',
      'http.extraheader',
      'credential.helper',
      'AWS_SECRET_ACCESS_KEY',
      'DB_PASSWORD',
      'user.signingkey',
      'GITHUB_TOKEN',
      'STRIPE_KEY',
    ],
  ],
  [
    'gitconfig',
    [
      'color.ui=never',
      'core.quotepath=off',
      'core.quotePath=false',
      'core.pager=cat',
      'core.fsmonitor=false',
      'pager.log=false',
    ],
    [
      'core.pager=./x',
      'core.fsmonitor=./x',
      'alias.x=!id',
      'core.sshCommand=x',
      'diff.external=x',
      'pager.log=cat; id',
      'core.pager',
      'pager.log=true',
      '',
    ],
  ],
  ['ps', ['aux', 'ax', 'auxww', 'pid,etime', '1234'], ['e', 'auxe', 'eww', 'axe', 'auxeww']],
  ['psformat', ['pid,ppid,cmd', 'etime'], ['pid,environ']],
  ['test', ['-f', '-z', '=', 'a', '-eq'], ['-v', '-R']],
  [
    'package',
    ['react', '@scope/name', 'react@18.2.0', 'react@^18', 'dist-tags.latest', 'versions'],
    ['https://x/y.tgz', './x', 'git+ssh://x', 'user/repo', '../x', 'file:x'],
  ],
  [
    'upload',
    ['a=b', 'plain', '{"a":1}', '@-', 'Accept: text/html'],
    ['@file.json', 'f=@x.png', 'f=<x.txt'],
  ],
])('%s', (language, quiet, loud) => {
  expect(quiet.filter((text) => languages[language](text).length > 0)).toEqual([])
  expect(loud.filter((text) => languages[language](text).length === 0)).toEqual([])
})

test.each([
  ['HEAD:.env', '.env'],
  ['HEAD~3:src/a.ts', 'src/a.ts'],
  [':0:config/.env', 'config/.env'],
  [':.env', '.env'],
  ['src/a.ts', 'src/a.ts'],
  ['10,20:.env', '.env'],
  ['main..HEAD', 'main..HEAD'],
  [':(top).env', '.env'],
  [':/.env', '.env'],
])('the git object %s may read %s', (text, path) => {
  const [finding] = languages.object(text)
  expect(finding?.path).toEqual({ kind: 'read', text: path })
  expect(finding?.class).toBe('read')
  expect(text.slice(...(finding?.span ?? [0, 0]))).toBe(path)
})
