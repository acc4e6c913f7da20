import { readFile, realpath, stat } from 'node:fs/promises'
import { extname, isAbsolute, join, relative, resolve } from 'node:path'

import type { Language } from '../../sandbox/sandbox.ts'
import type { FileText } from '../patch/apply-patch.ts'

const languages: Readonly<Record<string, Language>> = {
  '.py': 'python',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.cjs': 'javascript',
  '.ts': 'typescript',
  '.mts': 'typescript',
}

export interface RepositoryFile {
  /** The repository. */
  readonly root: string
  /** The path within the repository. */
  readonly inner: string
  readonly source: string
  readonly language: Language
}

/** A file of a repository. Rejects with a TypeError for one that is not in it, or of no language that is known here. */
export async function repositoryFile(repo: string, file: string): Promise<RepositoryFile> {
  const root = await realpath(repo).catch(() => undefined)
  if (root === undefined || !(await stat(root)).isDirectory())
    throw new TypeError(`Expected repo to be a folder, got ${repo}`)
  const inner = await innerPath(root, file)
  if (inner === undefined) throw new TypeError(`Expected file to be one in ${repo}, got ${file}`)
  const language = languages[extname(inner)]
  if (language === undefined)
    throw new TypeError(`Expected file to be of Python, JavaScript or TypeScript, got ${file}`)
  return { root, inner, language, source: await readFile(join(root, inner), 'utf8') }
}

/** Further files of a repository, of any kind of text. Rejects with a TypeError for one that is not in it, or named twice. */
export async function otherFiles(
  { root, inner }: RepositoryFile,
  files: readonly string[],
): Promise<readonly FileText[]> {
  const named = new Set([inner])
  const texts: FileText[] = []
  for (const file of files) {
    const path = await innerPath(root, file)
    if (path === undefined || !(await stat(join(root, path))).isFile())
      throw new TypeError(`Expected also to be files in ${root}, got ${file}`)
    if (named.has(path)) throw new TypeError(`Expected also to be other files, got ${file} twice`)
    named.add(path)
    texts.push({ file: path, text: await readFile(join(root, path), 'utf8') })
  }
  return texts
}

/** The path of a file within a repository; undefined where it is not in it. */
async function innerPath(root: string, file: string): Promise<string | undefined> {
  const real = await realpath(resolve(root, file)).catch(() => undefined)
  const inner = real === undefined ? '' : relative(root, real)
  return inner !== '' && !inner.startsWith('..') && !isAbsolute(inner) ? inner : undefined
}
