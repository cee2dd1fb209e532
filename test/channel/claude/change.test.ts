import { expect, test } from 'vitest'
import { applyEdit, applyNotebookEdit } from '../../../src/channel/claude/change.ts'

const edits = [
  ['one place', 'a b c', 'b', 'B', false, { content: 'a B c' }],
  ['every place', 'a a', 'a', 'b', true, { content: 'b b' }],
  ['dollar signs are text', 'a', 'a', '$& $1', false, { content: '$& $1' }],
  ['a line taken out, with its end', 'a\nb\nc\n', 'b', '', false, { content: 'a\nc\n' }],
  ['a word taken out', 'a b\n', 'a ', '', false, { content: 'b\n' }],
  ['a new file', null, '', 'x\n', false, { content: 'x\n' }],
  ['an empty file', '', '', 'x\n', false, { content: 'x\n' }],
  ['CRLF stays', 'a\r\nb\r\n', 'a\nb', 'a\nc', false, { content: 'a\r\nc\r\n' }],
  [
    'two places',
    'a a',
    'a',
    'b',
    false,
    { unclear: 'old_string stands 2 times in the file; give more context' },
  ],
  [
    'nowhere',
    'a',
    'x',
    'b',
    false,
    { unclear: 'old_string does not stand in the file, to the letter' },
  ],
  ['no file', null, 'a', 'b', false, { unclear: 'the file does not exist' }],
  [
    'empty old_string, but a file',
    'a',
    '',
    'b',
    false,
    { unclear: 'old_string is empty, but the file is not' },
  ],
] as const

test.each(edits)('edit: %s', (_name, before, old_string, new_string, replace_all, changed) => {
  expect(applyEdit(before, { file_path: '/f', old_string, new_string, replace_all })).toEqual(
    changed,
  )
})

const code = {
  id: 'c1',
  cell_type: 'code',
  source: ['print(1)'],
  metadata: {},
  execution_count: 1,
  outputs: [1],
}
const text = { id: 't1', cell_type: 'markdown', source: 'hi', metadata: {} }
const notebook = { cells: [code, text], metadata: {}, nbformat: 4, nbformat_minor: 5 }

const cellsAfter = (edit: object, before: unknown = notebook) => {
  const changed = applyNotebookEdit(JSON.stringify(before), {
    notebook_path: '/n.ipynb',
    new_source: 'new',
    edit_mode: 'replace',
    ...edit,
  })
  return 'content' in changed ? JSON.parse(changed.content).cells : changed.unclear
}

const fresh = { ...code, source: 'new', execution_count: null, outputs: [] }
const inserted = { cell_type: 'markdown', source: 'new', metadata: {} }

test.each([
  ['replaces by id', { cell_id: 'c1' }, [fresh, text]],
  ['replaces by number', { cell_id: 'cell-1' }, [code, { ...text, source: 'new' }]],
  ['deletes', { cell_id: 'c1', edit_mode: 'delete' }, [text]],
  [
    'inserts behind',
    { cell_id: 'c1', edit_mode: 'insert', cell_type: 'markdown' },
    [code, inserted, text],
  ],
  ['inserts at the start', { edit_mode: 'insert', cell_type: 'markdown' }, [inserted, code, text]],
  [
    'changes the type',
    { cell_id: 't1', cell_type: 'code' },
    [code, { ...text, source: 'new', cell_type: 'code' }],
  ],
  ['no such cell', { cell_id: 'zz' }, 'there is no such cell'],
  ['no cell named', {}, 'there is no such cell'],
  ['an insert of nothing known', { edit_mode: 'insert' }, 'an insert needs cell_type'],
])('notebook: %s', (_name, edit, cells) => expect(cellsAfter(edit)).toEqual(cells))

test('notebook: what is no notebook', () => {
  expect(cellsAfter({ cell_id: 'c1' }, [])).toBe('the notebook cannot be read')
  expect(
    applyNotebookEdit(null, { notebook_path: '/n', new_source: '', edit_mode: 'replace' }),
  ).toEqual({ unclear: 'the notebook does not exist' })
})
