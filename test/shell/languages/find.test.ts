import { describe, expect, test } from 'vitest'
import { readFind } from '../../../src/shell/languages/find.ts'

const split = (text: string) => text.split(' ')

describe('searches that only look', () => {
  test.each([
    '',
    '.',
    '. -name *.ts',
    'src test -type f -newer package.json -print',
    '. -maxdepth 2 -type d',
    '-L . -name x',
    '-O3 . -name x',
    '. ( -name a -o -name b ) -prune -o -print0',
    '. ! -name x -a -size +10k',
    '. -not -path ./node_modules/* -printf %p\\n',
    '. -regextype posix-extended -regex .*\\.ts',
    '. -newermt 2024-01-01 -ls',
    '. -perm /u+x -user root -empty -mtime -7',
    // The word after `-name` is a value, whatever it looks like.
    '. -name -exec',
    '. -name -delete -print',
    '. -path -fprint',
  ])('find %s', (text) => {
    const reading = readFind(text === '' ? [] : split(text))
    expect(reading.problems).toEqual([])
    expect(reading.commands).toEqual([])
  })

  test('starting points are the words before the expression', () => {
    expect(readFind(split('-L a b -name c')).roots).toEqual([1, 2])
    expect(readFind(['-name', 'x']).roots).toEqual([])
  })
})

describe('commands are handed on', () => {
  test.each<[text: string, commands: string[], inDirectory: boolean]>([
    ['. -name x -exec rm {} ;', ['rm {}'], false],
    ['. -exec grep -l foo {} +', ['grep -l foo {}'], false],
    ['. -execdir ./x {} ;', ['./x {}'], true],
    ['. -ok rm {} ;', ['rm {}'], false],
    ['. -okdir rm {} ;', ['rm {}'], true],
    ['. -exec a ; -exec b {} +', ['a', 'b {}'], false],
    ['. -exec echo + ;', ['echo +'], false],
    ['. -exec sh -c x {} + -print', ['sh -c x {}'], false],
  ])('find %s', (text, commands, inDirectory) => {
    const words = split(text)
    const reading = readFind(words)
    expect(reading.problems).toEqual([])
    expect(reading.commands.map(({ from, to }) => words.slice(from, to).join(' '))).toEqual(
      commands,
    )
    expect(reading.commands[0]?.inDirectory).toBe(inDirectory)
  })
})

describe('what does more', () => {
  test.each<[text: string, word: string, risk: string]>([
    ['. -delete', '-delete', 'irreversible'],
    ['. -name x -delete', '-delete', 'irreversible'],
    ['. -fprint out', '-fprint', 'reversible'],
    ['. -fprint0 out', '-fprint0', 'reversible'],
    ['. -fls out', '-fls', 'reversible'],
    ['. -fprintf out %p', '-fprintf', 'reversible'],
    ['. -files0-from list', '-files0-from', 'unknown'],
    ['-files0-from list', '-files0-from', 'unknown'],
    ['. -exec rm {}', '-exec', 'unknown'],
    ['. -exec', '-exec', 'unknown'],
    ['. -exec ;', '-exec', 'unknown'],
    ['. -name', '-name', 'unknown'],
    ['. -whatever', '-whatever', 'unknown'],
    ['. -name x stray', 'stray', 'unknown'],
    ['. -fprint', '-fprint', 'unknown'],
  ])('find %s', (text, word, risk) => {
    const words = split(text)
    const [problem] = readFind(words).problems
    expect(words[problem?.word ?? -1]).toBe(word)
    expect(problem?.class).toBe(risk)
  })

  test('the file that is written is named', () => {
    expect(readFind(split('. -fprint out')).problems).toEqual([
      {
        word: 1,
        class: 'reversible',
        why: '`find -fprint` writes a file',
        path: { kind: 'write', word: 2 },
      },
    ])
  })
})
