import { Variable } from '../graph/variable.ts'
import type { Json } from '../json.ts'

/** Parameters as JSON, to be kept with a program that runs without an optimizer. */
export interface SavedParameters {
  readonly format: 'textgrad-parameters'
  readonly version: 1
  /** Rendered values by their path in the module. */
  readonly parameters: Readonly<Record<string, string>>
}

/**
 * Something with parameters: the trainable variables among its public properties, and those of the modules,
 * arrays and plain objects among them. Extend it to put modules together, as in PyTorch.
 */
export class Module {
  /** The trainable variables by their path, such as `answer.system`; one that is found twice has its first path. */
  namedParameters(): ReadonlyMap<string, Variable<any>> {
    const named = new Map<string, Variable<any>>()
    const seen = new Set<unknown>()
    const visit = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null || seen.has(value)) return
      seen.add(value)
      if (value instanceof Variable) {
        if (value.requiresGrad && !value.op) named.set(path, value)
      } else if (value instanceof Module || Array.isArray(value) || isPlain(value)) {
        for (const [key, inner] of Object.entries(value)) visit(inner, path === '' ? key : `${path}.${key}`)
      }
    }
    visit(this, '')
    return named
  }

  parameters(): readonly Variable<any>[] {
    return [...this.namedParameters().values()]
  }

  zeroGrad(): void {
    for (const parameter of this.parameters()) parameter.zeroGrad()
  }

  save(): SavedParameters {
    const parameters = [...this.namedParameters()].map(([path, parameter]) => [path, parameter.render()])
    return { format: 'textgrad-parameters', version: 1, parameters: Object.fromEntries(parameters) }
  }

  /**
   * Sets the parameters to what was saved: all, or none if something does not fit.
   * @throws TypeError for another format or version, or for parameters that are not those of this module;
   * ParseError for a value that its codec refuses.
   */
  async load(saved: SavedParameters | Json): Promise<void> {
    const values = readSaved(saved)
    const named = this.namedParameters()
    const wrong = [
      ...[...named.keys()].filter((path) => !Object.hasOwn(values, path)).map((path) => `${path} is missing`),
      ...Object.keys(values)
        .filter((path) => !named.has(path))
        .map((path) => `${path} is no parameter of this module`),
    ]
    if (wrong.length > 0) throw new TypeError(`The saved parameters do not fit: ${wrong.join(', ')}`)
    const parsed: [Variable<any>, unknown][] = []
    for (const [path, parameter] of named)
      parsed.push([parameter, await parameter.codec.parse(values[path]!)])
    for (const [parameter, value] of parsed) parameter.value = value
  }
}

function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype
}

function readSaved(saved: unknown): Readonly<Record<string, string>> {
  const { format, version, parameters } = (saved ?? {}) as Partial<Record<keyof SavedParameters, unknown>>
  if (format !== 'textgrad-parameters') throw new TypeError('Expected parameters that a module saved')
  if (version !== 1) throw new TypeError(`Expected saved parameters of version 1, got ${String(version)}`)
  const texts = Object.entries((parameters ?? {}) as Record<string, unknown>)
  for (const [path, text] of texts) {
    if (typeof text !== 'string') throw new TypeError(`Expected the saved value of ${path} to be a text`)
  }
  return Object.fromEntries(texts) as Record<string, string>
}
