/** A SMARTS that can not be compiled: wrong, or of a kind that this matcher does not know. */
export class SmartsError extends RangeError {
  override name = 'SmartsError'
  readonly smarts: string
  /** Where it fails, counted from 1. */
  readonly position: number

  constructor(smarts: string, position: number, rule: string) {
    super(`SMARTS ${JSON.stringify(smarts)}, position ${position}: ${rule}`)
    this.smarts = smarts
    this.position = position
  }
}

/** A reading position in a SMARTS. */
export class Cursor {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  get next(): string {
    return this.text[this.at] ?? ''
  }

  get done(): boolean {
    return this.at >= this.text.length
  }

  /** Steps over `mark` if it stands here. */
  skip(mark: string): boolean {
    if (!this.text.startsWith(mark, this.at)) return false
    this.at += mark.length
    return true
  }

  /** Steps over what a sticky expression matches here, and returns it. */
  take(sticky: RegExp): string | undefined {
    sticky.lastIndex = this.at
    const found = sticky.exec(this.text)?.[0]
    this.at += found?.length ?? 0
    return found
  }

  /** The whole number that stands here, if one does. */
  number(): number | undefined {
    const digits = this.take(/\d+/y)
    return digits === undefined ? undefined : Number(digits)
  }

  fail(rule: string): never {
    throw new SmartsError(this.text, this.at + 1, rule)
  }
}
