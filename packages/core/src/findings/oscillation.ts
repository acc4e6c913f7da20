/** A value that came back. */
export interface Return {
  readonly parameter: string
  /** The value, as it is now written. */
  readonly value: string
}

/** Texts that differ in blanks alone are the same. */
function normalised(text: string): string {
  return text.normalize('NFC').replaceAll(/\s+/g, ' ').trim()
}

/**
 * Finds values to which an optimizer returns: A was changed to B, B or what came of it is changed to A. Whether a gate took the
 * changes makes no difference. A change that is proposed again from the same value is none.
 */
export class Oscillations {
  /** By parameter and value, the values that it was made from. */
  readonly #origins = new Map<string, Map<string, Set<string>>>()

  changed(parameter: string, before: string, after: string): Return | undefined {
    const [from, to] = [normalised(before), normalised(after)]
    if (from === to) return undefined
    const origins = this.#origins.get(parameter) ?? new Map<string, Set<string>>()
    this.#origins.set(parameter, origins)
    const ways = origins.get(from) ?? new Set<string>()
    const isBack = ways.has(to)
    origins.set(to, new Set([...(origins.get(to) ?? []), ...ways, from].filter((one) => one !== to)))
    return isBack ? { parameter, value: after } : undefined
  }
}
