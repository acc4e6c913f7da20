import { createHash } from 'node:crypto'

/** A script as it can stand in a page: nothing in it ends it. */
export const inline = (script: string): string => script.replaceAll(/<(?=\/?script)/gi, String.raw`\x3C`)

/** The source of a policy that lets exactly this text run or be used as a style. */
export const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`
