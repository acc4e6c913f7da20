/**
 * A case that can not be planned: which file of it (or its name, where it was not read from files), which field, and
 * the rule that the field breaks.
 */
export class CaseError extends TypeError {
  override name = 'CaseError'
  /** The file, or the name of the case. */
  readonly source: string
  /** Such as `structures[1].objectives[0].penalty` or `dij.col.u16[17]`. */
  readonly field: string
  readonly rule: string

  constructor(source: string, { field, rule, cause }: { field: string; rule: string; cause?: unknown }) {
    super(`${source}, ${field}: ${rule}`, cause === undefined ? undefined : { cause })
    this.source = source
    this.field = field
    this.rule = rule
  }
}
