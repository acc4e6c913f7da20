import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

import { repositoryRoot } from './repository-root.ts'

/** A block of code between fences in a page of the repository. */
export interface CodeBlock {
  /** The page, from the root of the repository. */
  readonly page: string
  /** The line of the page on which the code begins, from 1. */
  readonly line: number
  /** The heading above it. */
  readonly heading: string
  /** What stands behind the opening fence, such as `ts`. */
  readonly language: string
  readonly code: string
}

/** The Markdown pages of the repository, from its root. */
export function pages(): string[] {
  return globSync('**/*.md', { cwd: repositoryRoot(), exclude: isNoPage }).toSorted()
}

/** What is installed, built or somebody's own. */
function isNoPage(path: string): boolean {
  return /^(\..+|node_modules|dist)$/.test(basename(path))
}

/** The text of a page. */
export function pageText(page: string): string {
  return readFileSync(join(repositoryRoot(), page), 'utf8')
}

/**
 * The blocks of code of all pages, in their order: all, or those in one language.
 * @throws Error for a fence that is not closed
 */
export function codeBlocks(language?: string): CodeBlock[] {
  const all = pages().flatMap(blocksOf)
  return language === undefined ? all : all.filter((block) => block.language === language)
}

function blocksOf(page: string): CodeBlock[] {
  const lines = pageText(page).split('\n')
  const blocks: CodeBlock[] = []
  let heading = ''
  for (let place = 0; place < lines.length; place++) {
    heading = /^#+ (.*)$/.exec(lines[place]!)?.[1] ?? heading
    const [, indent, language] = /^( *)```(.*)$/.exec(lines[place]!) ?? []
    if (indent === undefined) continue
    const end = lines.indexOf(`${indent}\`\`\``, place + 1)
    if (end === -1) throw new Error(`${page}:${place + 1}: the fence is not closed`)
    const code = lines.slice(place + 1, end).map((line) => `${line.slice(indent.length)}\n`)
    blocks.push({ page, line: place + 2, heading, language: language!, code: code.join('') })
    place = end
  }
  return blocks
}
