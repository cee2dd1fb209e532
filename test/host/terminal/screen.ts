import type { Terminal } from '@xterm/headless'

/** Everything that can be seen of a terminal's screen, as text that a failed assertion shows well. */
export function screen(terminal: Terminal): string[] {
  const buffer = terminal.buffer.active
  const lines: string[] = [`cursor ${buffer.cursorX},${buffer.cursorY} ${buffer.type}`]
  for (let y = 0; y < terminal.rows; y++) {
    const line = buffer.getLine(buffer.viewportY + y)
    let text = ''
    for (let x = 0; x < terminal.cols; x++) {
      const cell = line?.getCell(x)
      if (cell === undefined || cell.getWidth() === 0) continue
      const look = [
        cell.isBold() && 'b',
        cell.isDim() && 'd',
        cell.isItalic() && 'i',
        cell.isUnderline() && 'u',
        cell.isBlink() && 'k',
        cell.isInverse() && 'r',
        cell.isInvisible() && 'h',
        cell.isStrikethrough() && 's',
        cell.isOverline() && 'o',
        !cell.isFgDefault() && `f${cell.getFgColorMode()}.${cell.getFgColor()}`,
        !cell.isBgDefault() && `g${cell.getBgColorMode()}.${cell.getBgColor()}`,
      ].filter(Boolean)
      text += (cell.getChars() || ' ') + (look.length > 0 ? `{${look.join(' ')}}` : '')
    }
    lines.push(text.trimEnd())
  }
  return lines
}
