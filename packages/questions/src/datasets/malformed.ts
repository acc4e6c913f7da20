/** What is wrong with a data set: which file, where in it, and the rule that it breaks. */
export function malformed(file: string, where: string, rule: string, cause?: unknown): TypeError {
  return new TypeError(`${file}, ${where}: ${rule}`, cause === undefined ? undefined : { cause })
}

/**
 * The text of a field.
 * @throws TypeError where it is missing, blank or no text.
 */
export function textField(row: unknown, field: string, place: { file: string; where: string }): string {
  const value = typeof row === 'object' && row !== null ? (row as Record<string, unknown>)[field] : undefined
  if (typeof value === 'string' && value.trim() !== '') return value
  throw malformed(
    place.file,
    place.where,
    `expected "${field}" to be a text that is not blank, got ${shortJson(value)}`,
  )
}

/** A value for an error message, cut where it is long. */
export function shortJson(value: unknown): string {
  const written = value === undefined ? 'nothing' : JSON.stringify(value)
  return written.length > 80 ? `${written.slice(0, 79)}…` : written
}
