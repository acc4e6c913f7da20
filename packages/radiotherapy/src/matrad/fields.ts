import { CaseError } from '../errors.ts'
import type { Numbers } from '../hdf5/library.ts'
import type { MatSparse, MatValue } from '../mat/mat-value.ts'

type Kind = MatValue['kind']

/** A value of MATLAB that knows where it is from. */
export class MatField {
  readonly value: MatValue
  readonly #source: string
  readonly #place: string

  constructor(value: MatValue, source: string, place: string) {
    this.value = value
    this.#source = source
    this.#place = place
  }

  /** An error that names the file and the place. */
  wrong(rule: string): CaseError {
    return new CaseError(this.#source, { field: this.#place, rule })
  }

  /** A field of a single structure. */
  field(name: string): MatField {
    const found = this.optional(name)
    if (found) return found
    throw new CaseError(this.#source, {
      field: `${this.#place}.${name}`,
      rule: 'expected the field, got none',
    })
  }

  /** That field, or undefined where it is not there or empty. */
  optional(name: string): MatField | undefined {
    const { items } = this.#as('struct')
    if (items.length !== 1) throw this.wrong(`expected one structure, got ${items.length}`)
    const value = Object.hasOwn(items[0]!, name) ? items[0]![name] : undefined
    if (value === undefined || (value.kind === 'numbers' && value.values.length === 0)) return undefined
    return new MatField(value, this.#source, `${this.#place}.${name}`)
  }

  /** What is in a cell array, the first dimension running fastest; a value that is in none, as if it were alone in one. */
  cells(): readonly MatField[] {
    if (this.value.kind === 'cell') {
      const [rows = 0, columns = 0] = this.value.size
      const place = (at: number) =>
        rows > 1 && columns > 1 ? `${(at % rows) + 1},${Math.floor(at / rows) + 1}` : `${at + 1}`
      return this.value.items.map(
        (item, at) => new MatField(item, this.#source, `${this.#place}{${place(at)}}`),
      )
    }
    if (this.value.kind === 'struct')
      return this.value.items.map(
        (item, at) =>
          new MatField(
            { kind: 'struct', size: [1, 1], items: [item] },
            this.#source,
            `${this.#place}(${at + 1})`,
          ),
      )
    return this.value.kind === 'numbers' && this.value.values.length === 0 ? [] : [this]
  }

  numbers(count?: number): Numbers {
    const { values } = this.#as('numbers')
    if (count === undefined || values.length === count) return values
    throw this.wrong(`expected ${count} numbers, got ${values.length}`)
  }

  number(): number {
    return this.numbers(1)[0]!
  }

  text(): string {
    return this.#as('text').text
  }

  sparse(): MatSparse {
    return this.#as('sparse')
  }

  /** How many rows and columns of a cell array. */
  size(): readonly number[] {
    return this.#as('cell').size
  }

  #as<Wanted extends Kind>(kind: Wanted): Extract<MatValue, { kind: Wanted }> {
    if (this.value.kind === kind) return this.value as Extract<MatValue, { kind: Wanted }>
    const hint =
      this.value.kind === 'opaque' ? ', an object of a class: save it as a structure, by struct()' : ''
    throw this.wrong(`expected ${words[kind]}, got ${words[this.value.kind]}${hint}`)
  }
}

const words: Readonly<Record<Kind, string>> = {
  numbers: 'numbers',
  text: 'a text',
  cell: 'a cell array',
  struct: 'a structure',
  sparse: 'a sparse matrix',
  opaque: 'something else',
}
