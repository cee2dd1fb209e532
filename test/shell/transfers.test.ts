import { expect, test } from 'vitest'
import type { Effect } from '../../src/action/effect.ts'
import { understand } from '../../src/shell/understand.ts'
import { ground } from './ground.ts'

function effects(line: string): readonly Effect[] {
  return understand(line, ground).parts.flatMap((part) => part.effects)
}

/** `remote/branch`, with `!` where it is forced and `-` where it deletes; `?` for what the text does not tell. */
function pushes(line: string): string[] {
  return effects(line).flatMap((effect) =>
    effect.kind === 'push'
      ? `${effect.force ? '!' : ''}${effect.deletes ? '-' : ''}${effect.remote ?? '?'}/${effect.branch ?? '?'}`
      : [],
  )
}

test.each([
  ['git push', ['?/?']],
  ['git push origin', ['origin/?']],
  ['git push origin feat/x', ['origin/feat/x']],
  ['git -C . push origin feat/x', ['origin/feat/x']],
  ['git push -u origin feat/x', ['origin/feat/x']],
  ['git push origin a b', ['origin/a', 'origin/b']],
  ['git push origin a:b', ['origin/b']],
  ['git push origin HEAD:refs/heads/b', ['origin/b']],
  ['git push origin HEAD', ['origin/?']],
  ['git push origin @', ['origin/?']],
  ['git push origin :', ['origin/?']],
  ['git push origin :b', ['-origin/b']],
  ['git push origin +b', ['!origin/b']],
  ['git push origin +a:b', ['!origin/b']],
  ['git push origin --delete b', ['-origin/b']],
  ['git push origin --del b', ['-origin/b']],
  ['git push -d origin b', ['-origin/b']],
  ['git push -f origin b', ['!origin/b']],
  ['git push --force origin b', ['!origin/b']],
  ['git push -uf origin b', ['!origin/b']],
  ['git push --force-with-lease origin b', ['!origin/b']],
  ['git push --force-with-lease=b:abc origin b', ['!origin/b']],
  ['git push --mirror origin', ['!-origin/?']],
  ['git push --all origin', ['origin/?']],
  ['git push origin b --tags', ['origin/b', 'origin/?']],
  ['git push origin b --follow-tags', ['origin/b', 'origin/?']],
  ['git push origin tag v1', ['origin/refs/tags/v1']],
  ['git push origin "refs/heads/*:refs/heads/*"', ['origin/?']],
  ['git push origin "$b"', ['!-origin/?']],
  ['b=x; git push origin "$b"', ['!-origin/?']],
  ['git push "$r" b', ['?/b']],
  ['git push --repo=up', ['up/?']],
  ['git push git@a.example:b c', ['git@a.example:b/c']],
  ['timeout 9 git push origin b', ['origin/b']],
  ["bash -c 'git push origin b'", ['origin/b']],
])('%s pushes to %j', (line, expected) => {
  expect(pushes(line)).toEqual(expected)
})

test.each([
  ['curl -O https://a.example/b/c.tgz', ['write c.tgz', 'net a.example']],
  ['curl -o x https://a.example/b', ['write x', 'net a.example']],
  ['curl https://a.example/b', ['net a.example']],
  ['wget https://a.example/b/c.tgz', ['write c.tgz', 'net a.example']],
  ['wget https://a.example/', ['write index.html', 'net a.example']],
  ['wget -O - https://a.example/', ['write -', 'net a.example']],
  ['wget --spider https://a.example/', ['net a.example']],
  ['rsync -a src/ ana@host.example:/x', ['read src/', 'net host.example']],
  ['rsync -a rsync://host.example/m x', ['net host.example', 'write x']],
  ['scp host.example:a b', ['net host.example', 'write b']],
  ['tar czf x.tgz src', ['write x.tgz', 'read src']],
  ['tar -rf x.tar src', ['write x.tar', 'read src']],
  ['tar tf x.tgz', ['read x.tgz']],
  ['tar cf - src', ['read src']],
  ['tar cf host.example:x src', ['net host.example', 'read src']],
])('%s has the effects %j', (line, expected) => {
  const found = effects(line).flatMap((effect) => {
    if (effect.kind === 'net') return `net ${effect.host}`
    return effect.kind === 'read' || effect.kind === 'write'
      ? `${effect.kind} ${effect.path.text}`
      : []
  })
  expect(found).toEqual(expected)
})

test('tar opens its archive before it changes the directory', () => {
  const [write] = effects('tar -C src -cf ../x.tar .').filter(({ kind }) => kind === 'write')
  expect(write).toMatchObject({ path: { absolute: '/home/ana/x.tar' } })
})
