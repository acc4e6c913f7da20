import { text, type Codec } from '@textgrad/core'

import type { Language } from './sandbox/sandbox.ts'

/** A program and what it is written in. */
export interface Program {
  readonly language: Language
  readonly source: string
}

const fence = /^[ \t]*(`{3,}|~{3,})[ \t]*([\w+#.-]*)[^\n]*\n([^]*?)(?:^[ \t]*\1[ \t]*$|(?![^]))/gm

const names: Readonly<Record<Language, readonly string[]>> = {
  python: ['python', 'py', 'python3'],
  javascript: ['javascript', 'js', 'jsx', 'mjs', 'node'],
  typescript: ['typescript', 'ts', 'tsx', 'mts'],
}

/**
 * The program in a model's reply: its longest fenced block of that language, or else its longest block that names no
 * language, or else, where there is no block at all, the whole reply.
 */
export function programIn(reply: string, language: Language): string {
  const blocks = [...reply.matchAll(fence)].map(([, , name, body]) => ({
    name: name!.toLowerCase(),
    body: body!,
  }))
  if (blocks.length === 0) return reply
  const longest = (wanted: (name: string) => boolean) =>
    blocks.filter(({ name }) => wanted(name)).toSorted((a, b) => b.body.length - a.body.length)[0]?.body
  return (
    longest((name) => names[language].includes(name)) ??
    longest((name) => name === '') ??
    longest(() => true)!
  )
}

/** A program as the value of a variable: what a model writes around it is left out. */
export function program(language: Language): Codec<string> {
  return { ...text, parse: (reply) => programIn(reply, language) }
}
