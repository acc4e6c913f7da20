import { applyPatch, parsePatch, type StructuredPatch } from 'diff'

import { hunkFault } from './hunk-fault.ts'
import { recounted } from './recounted.ts'

export interface FileText {
  /** The path, with slashes. */
  readonly file: string
  readonly text: string
}

/** All files with a patch in them, or why it does not apply, in words. */
export type Patched =
  | { readonly files: readonly FileText[]; readonly fault?: undefined }
  | { readonly files?: undefined; readonly fault: string }

/**
 * Applies a unified diff: every line that it takes out or leaves as context has to be in the file as it is (fuzz 0), if need be some lines
 * further up or down. A blank patch changes nothing; no patch makes, removes or renames a file.
 */
export function applied(files: readonly FileText[], patch: string): Patched {
  const changes = changesOf(patch.replaceAll('\r\n', '\n'))
  if (typeof changes === 'string') return { fault: changes }
  const texts = new Map(files.map(({ file, text }) => [file, text]))
  for (const change of changes) {
    const file = fileOf(change, files)
    if (file.fault !== undefined) return { fault: file.fault }
    const text = texts.get(file.name)!
    const result = applyPatch(text, change, { fuzzFactor: 0 })
    if (result === false) {
      const fault = hunkFault(text, change)
      return { fault: files.length === 1 ? fault : `${file.name}: ${fault}` }
    }
    texts.set(file.name, result)
  }
  return { files: files.map(({ file }) => ({ file, text: texts.get(file)! })) }
}

/** What a patch changes, or why it is none. */
function changesOf(patch: string): readonly StructuredPatch[] | string {
  if (patch.trim() === '') return []
  const badHeader = /^@@(?! -\d+(?:,\d+)? \+\d+(?:,\d+)? @@).*$/m.exec(patch)?.[0]
  if (badHeader !== undefined)
    return `${JSON.stringify(badHeader)} does not say where its hunk belongs: expected @@ -line,count +line,count @@`
  if (!/^(?:@@|--- )/m.test(patch))
    return 'it is no unified diff: it has no hunk, which begins with @@ -line,count +line,count @@'
  const { text, strange } = recounted(patch)
  if (strange !== undefined)
    return `every line of a hunk begins with a space, + or -, unlike ${JSON.stringify(strange.slice(0, 200))}`
  try {
    return parsePatch(text).flatMap((change) => (change.hunks.length > 0 ? [inOrder(change)] : []))
  } catch (cause) {
    return `it can not be read: ${(cause as Error).message}`
  }
}

/** No hunk is looked for where one before it is said to be: the library looks there first, whatever was found before. */
function inOrder(change: StructuredPatch): StructuredPatch {
  let end = 0
  const hunks = change.hunks.map((hunk) => {
    const oldStart = Math.max(hunk.oldStart, end)
    end = oldStart + hunk.oldLines
    return { ...hunk, oldStart }
  })
  return { ...change, hunks }
}

type FoundFile = { readonly name: string; readonly fault?: undefined } | { readonly fault: string }

function fileOf(change: StructuredPatch, files: readonly FileText[]): FoundFile {
  const { oldFileName, newFileName } = change
  const known = files.map(({ file }) => file).join(', ')
  if (newFileName === '/dev/null' || oldFileName === '/dev/null')
    return { fault: `it may not make or remove a file; it may change ${known}` }
  const named = [oldFileName, newFileName].filter((name) => name !== undefined).map(withoutPrefix)
  if (named.length === 0)
    return files.length === 1
      ? { name: files[0]!.file }
      : { fault: `it does not say which file it changes: expected --- a/file and +++ b/file, of ${known}` }
  const found = files.find(({ file }) => named.every((name) => name === file || file.endsWith(`/${name}`)))
  return found ? { name: found.file } : { fault: `it changes ${named.at(-1)}, and may change ${known}` }
}

const withoutPrefix = (name: string): string => name.replace(/^(?:[ab]\/|\.\/)/, '')
