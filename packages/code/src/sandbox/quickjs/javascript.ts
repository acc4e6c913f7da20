import { stripTypeScriptTypes } from 'node:module'

import type { Language } from '../sandbox.ts'

/** The JavaScript of a program; lines keep their numbers. @throws SyntaxError for TypeScript that is none */
export function javascriptOf(source: string, language: Language): string {
  if (language !== 'typescript') return source
  try {
    return stripTypeScriptTypes(source)
  } catch (error) {
    if (!isUnsupported(error)) throw error
    // Enums and namespaces are more than types.
    return stripTypeScriptTypes(source, { mode: 'transform' })
  }
}

const isUnsupported = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException).code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX'

/** Whether a program looks like a module of ECMAScript. */
export const isModule = (code: string): boolean => /^\s*(?:import|export)\b/m.test(code)
