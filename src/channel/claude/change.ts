import * as v from 'valibot'

/** What a file would hold after an edit, or why gater cannot tell; the reason is for the model. */
export type Changed = { content: string } | { unclear: string }

export const Edit = v.object({
  file_path: v.string(),
  old_string: v.string(),
  new_string: v.string(),
  replace_all: v.optional(v.boolean(), false),
})

/** The Edit tool: `old_string` must stand in the file exactly once, or `replace_all` be set. */
export function applyEdit(before: string | null, edit: v.InferOutput<typeof Edit>): Changed {
  const { old_string, new_string, replace_all } = edit
  if (old_string === '') {
    return before === null || before === ''
      ? { content: new_string }
      : { unclear: 'old_string is empty, but the file is not' }
  }
  if (before === null) return { unclear: 'the file does not exist' }
  // Claude Code edits with LF and gives the file its own line ends back.
  const crlf = before.includes('\r\n')
  const text = crlf ? before.replaceAll('\r\n', '\n') : before
  const pieces = text.split(old_string)
  if (pieces.length === 1)
    return { unclear: 'old_string does not stand in the file, to the letter' }
  if (pieces.length > 2 && !replace_all) {
    return {
      unclear: `old_string stands ${pieces.length - 1} times in the file; give more context`,
    }
  }
  // Taking out a whole line takes its end along (measured).
  const line = `${old_string}\n`
  const takesLine = new_string === '' && !old_string.endsWith('\n') && text.includes(line)
  const content = takesLine ? text.replaceAll(line, '') : pieces.join(new_string)
  return { content: crlf ? content.replaceAll('\n', '\r\n') : content }
}

export const NotebookEdit = v.object({
  notebook_path: v.string(),
  cell_id: v.optional(v.string()),
  new_source: v.string(),
  cell_type: v.optional(v.picklist(['code', 'markdown'])),
  edit_mode: v.optional(v.picklist(['replace', 'insert', 'delete']), 'replace'),
})

const Cell = v.looseObject({ id: v.optional(v.string()), cell_type: v.string() })
const Notebook = v.looseObject({ cells: v.array(Cell) })

/**
 * The NotebookEdit tool: one cell replaced, deleted, or put behind `cell_id`.
 * A new cell gets an id that Claude Code makes up; all else is as it will be.
 */
export function applyNotebookEdit(
  before: string | null,
  edit: v.InferOutput<typeof NotebookEdit>,
): Changed {
  if (before === null) return { unclear: 'the notebook does not exist' }
  const notebook = jsonOrNull(before)
  // Only looked at: what the parser returns has its fields in another order.
  if (!v.is(Notebook, notebook)) return { unclear: 'the notebook cannot be read' }
  const { cells } = notebook
  const numbered = /^cell-(\d+)$/.exec(edit.cell_id ?? '')
  const named = cells.findIndex(({ id }) => id !== undefined && id === edit.cell_id)
  const at = named === -1 && numbered !== null ? Number(numbered[1]) : named
  const cell = cells[at]
  if (edit.edit_mode === 'insert') {
    if (edit.cell_id !== undefined && cell === undefined)
      return { unclear: 'there is no such cell' }
    if (edit.cell_type === undefined) return { unclear: 'an insert needs cell_type' }
    cells.splice(edit.cell_id === undefined ? 0 : at + 1, 0, {
      cell_type: edit.cell_type,
      source: edit.new_source,
      metadata: {},
      ...(edit.cell_type === 'code' ? notRun : {}),
    })
  } else if (cell === undefined) {
    return { unclear: 'there is no such cell' }
  } else if (edit.edit_mode === 'delete') {
    cells.splice(at, 1)
  } else {
    const run = cell.cell_type === 'code' ? notRun : {}
    const type = edit.cell_type ?? cell.cell_type
    Object.assign(cell, { source: edit.new_source, ...run, cell_type: type })
  }
  return { content: JSON.stringify(notebook, null, 1) }
}

const notRun = { execution_count: null, outputs: [] }

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
