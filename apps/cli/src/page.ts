import { stripVTControlCharacters } from 'node:util'

import { isLive } from './screen.ts'

/** Shows lines in the place of those before; where they can not be redrawn, as a block whenever they changed. */
export interface Page extends Disposable {
  show(lines: readonly string[]): void
}

export function pageOn(stream: NodeJS.WriteStream): Page {
  return isLive(stream) ? livePage(stream) : blocks(stream)
}

/** On a screen of its own; what it showed last stays on the one on which was typed. */
function livePage(stream: NodeJS.WriteStream): Page {
  let last: readonly string[] = []
  stream.write('\u001B[?1049h\u001B[?25l')
  return {
    show(lines) {
      last = lines
      const shown = fitting(lines, stream).map((line) => `${line}\u001B[K\n`)
      stream.write(`\u001B[H${shown.join('')}\u001B[J`)
    },
    [Symbol.dispose]() {
      stream.write(`\u001B[?25h\u001B[?1049l${last.map((line) => `${line}\n`).join('')}`)
    },
  }
}

/** The first lines that a screen has room for, which breaks long ones. */
function fitting(lines: readonly string[], { rows, columns }: NodeJS.WriteStream): readonly string[] {
  let room = rows - 1
  const end = lines.findIndex((line) => {
    room -= Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns))
    return room < 0
  })
  return end === -1 ? lines : lines.slice(0, end)
}

function blocks(stream: NodeJS.WriteStream): Page {
  let last = ''
  return {
    show(lines) {
      const text = `${lines.join('\n')}\n`
      if (text === last) return
      stream.write(last === '' ? text : `\n${text}`)
      last = text
    },
    [Symbol.dispose]: () => undefined,
  }
}
