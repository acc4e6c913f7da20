/**
 * A path or hash as a column holds it: texts in SQLite are Unicode, and half a character would become another. (Events,
 * replies and plans are JSON, which keeps every text as it is.)
 */
export function asStored(text: string): string {
  return text.isWellFormed() ? text : JSON.stringify(text)
}
