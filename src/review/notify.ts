import type { Queue } from './queue.ts'
import type { Terminal } from './surface.ts'

/**
 * Rings and sets the title of a terminal while questions wait and no reviewer is attached. The text is gater's alone:
 * titles are seen by others, and an agent must not write them. Returns the end of it, which gives the title back.
 */
export function notify(
  queue: Pick<Queue, 'open' | 'reviewers' | 'subscribe'>,
  terminal: Pick<Terminal, 'bell' | 'title'>,
): () => void {
  let said = 0
  const look = () => {
    const waiting = queue.reviewers() > 0 ? 0 : queue.open().length
    if (waiting > said) terminal.bell()
    if (waiting !== said) {
      // The title before is kept by the terminal once, so it is given back before another is set.
      if (said > 0) terminal.title(null)
      if (waiting > 0)
        terminal.title(`gater: ${waiting} ${waiting === 1 ? 'question waits' : 'questions wait'}`)
    }
    said = waiting
  }
  const unsubscribe = queue.subscribe(look)
  look()
  return () => {
    unsubscribe()
    if (said > 0) terminal.title(null)
  }
}
