import { symlinkSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { codeBlocks, repositoryRoot, type CodeBlock } from '@textgrad/host/testing'

export interface SnippetFolder extends AsyncDisposable {
  readonly path: string
  /** The file of a snippet. */
  readonly fileOf: (snippet: CodeBlock) => string
}

/**
 * A folder with each snippet as a module: what this package can import is found, a relative import begins at the page, and what is
 * on a line of the page is on the same line of the file.
 */
export async function snippetFolder(snippets: readonly CodeBlock[]): Promise<SnippetFolder> {
  const path = await mkdtemp(join(tmpdir(), 'textgrad-snippets-'))
  const fileOf = ({ page, line }: CodeBlock): string => join(path, `${page.replaceAll('/', '~')}~${line}.ts`)
  symlinkSync(join(import.meta.dirname, '../node_modules'), join(path, 'node_modules'))
  writeFileSync(join(path, 'package.json'), JSON.stringify({ type: 'module' }))
  for (const snippet of snippets) {
    const folder = join(repositoryRoot(), dirname(snippet.page))
    const code = snippet.code.replaceAll(
      / from '(\.[^']+)'/g,
      (_, module: string) => ` from '${join(folder, module)}'`,
    )
    writeFileSync(fileOf(snippet), '\n'.repeat(snippet.line - 1) + code)
  }
  return { path, fileOf, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

/** What a snippet says that it prints: the comments behind its calls of console.log. */
export function promised(snippet: string): string[] {
  return snippet.split('\n').flatMap((line) => /console\.log\(.*\) \/\/ (.*)$/.exec(line)?.[1] ?? [])
}

/** What a page shows below a program as its output, where a line of ... stands for any lines; everything where it shows nothing. */
export function shownBelow(program: string): RegExp {
  const blocks = codeBlocks()
  const shown = blocks.find(({ language, page, line }, place) => {
    const above = blocks[place - 1]
    if (language !== 'text' || above?.page !== page || above.code !== program) return false
    // Only a blank line is between the fences.
    return line === above.line + program.split('\n').length + 2
  })
  if (!shown) return /^/
  const parts = shown.code.trimEnd().split(/^\.\.\.$/m)
  return new RegExp(`^${parts.map((part) => RegExp.escape(part)).join('[^]*')}\\s*$`)
}
