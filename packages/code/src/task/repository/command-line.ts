/**
 * The words of a command line: split at blanks; '...' keeps all between as it is, "..." too but for \" and \\, and a backslash
 * outside of quotes keeps the next character. There is no shell: variables, patterns, pipes and redirections are none.
 * @throws TypeError for a command without words, an open quote, or what only a shell could do: write sh -c '...' for that
 */
export function commandWords(line: string): string[] {
  const words: string[] = []
  const part = /\s*(?:((?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\])+)|$)/sy
  while (part.lastIndex < line.length) {
    const at = part.lastIndex
    const word = part.exec(line)
    if (!word) throw new TypeError(`Expected a closing quote in the command, after ${line.slice(at)}`)
    if (word[1] !== undefined) words.push(wordOf(word[1]))
  }
  if (words.length === 0) throw new TypeError('Expected a command, got a blank one')
  return words
}

const pieces = /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^'"\\]+)/gs
const shellOnly = /[|&;<>$`*?(){}~]/

function wordOf(text: string): string {
  return [...text.matchAll(pieces)]
    .map(([, single, double, escaped, plain]) => {
      if (plain !== undefined && shellOnly.test(plain))
        throw new TypeError(
          `The command runs without a shell, which ${plain} needs: quote it, or write sh -c '...' around the whole`,
        )
      return single ?? double?.replaceAll(/\\(["\\])/g, '$1') ?? escaped ?? plain ?? ''
    })
    .join('')
}
