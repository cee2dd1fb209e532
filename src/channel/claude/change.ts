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
  const content = pieces.join(new_string)
  return { content: crlf ? content.replaceAll('\n', '\r\n') : content }
}

export const NotebookEdit = v.object({
  notebook_path: v.string(),
  cell_id: v.optional(v.string()),
  new_source: v.string(),
  cell_type: v.optional(v.picklist(['code', 'markdown'])),
  edit_mode: v.optional(v.picklist(['replace', 'insert', 'delete']), 'replace'),
})

const Cell = v.looseObject({
  id: v.optional(v.string()),
  cell_type: v.string(),
  source: v.unknown(),
})
const Notebook = v.looseObject({ cells: v.array(Cell) })

/** The NotebookEdit tool: one cell replaced, deleted, or put behind `cell_id`. */
export function applyNotebookEdit(
  before: string | null,
  edit: v.InferOutput<typeof NotebookEdit>,
): Changed {
  if (before === null) return { unclear: 'the notebook does not exist' }
  const notebook = v.safeParse(Notebook, jsonOrNull(before))
  if (!notebook.success) return { unclear: 'the notebook cannot be read' }
  const cells = [...notebook.output.cells]
  const numbered = /^cell-(\d+)$/.exec(edit.cell_id ?? '')
  const named = cells.findIndex(({ id }) => id !== undefined && id === edit.cell_id)
  const at = named === -1 && numbered !== null ? Number(numbered[1]) : named
  const cell = cells[at]
  if (edit.edit_mode === 'insert') {
    if (edit.cell_id !== undefined && cell === undefined)
      return { unclear: 'there is no such cell' }
    if (edit.cell_type === undefined) return { unclear: 'an insert needs cell_type' }
    const code = { execution_count: null, outputs: [] }
    cells.splice(edit.cell_id === undefined ? 0 : at + 1, 0, {
      cell_type: edit.cell_type,
      source: edit.new_source,
      metadata: {},
      ...(edit.cell_type === 'code' ? code : {}),
    })
  } else if (cell === undefined) {
    return { unclear: 'there is no such cell' }
  } else if (edit.edit_mode === 'delete') {
    cells.splice(at, 1)
  } else {
    const type = edit.cell_type ?? cell.cell_type
    const code = type === 'code' ? { execution_count: null, outputs: [] } : {}
    cells[at] = { ...cell, cell_type: type, source: edit.new_source, ...code }
  }
  return { content: JSON.stringify({ ...notebook.output, cells }, null, 1) }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
