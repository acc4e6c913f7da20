import { text, type Codec } from '../codec.ts'
import { digest } from '../run/random.ts'
import { backward, type BackwardOptions } from './backward.ts'
import type { Gradient } from './gradient.ts'
import type { Op } from './op.ts'

export interface VariableOptions<T> {
  /** What the value is for, in words: "solution of 3x² - 7x + 2 = 0". Models are told it. */
  readonly role: string
  /** The parameter's name: unique among the parameters of one problem (default: the role). */
  readonly name?: string
  readonly codec?: Codec<T>
}

/**
 * A value in a computation whose gradients are words. Trainable ones are what optimizers rewrite; the
 * results of ops know how they were made, so that feedback on them can be passed on to their inputs.
 */
export class Variable<T = string> {
  /** The parameter's name, or the path of the op that made it: the same in every run of the same program. */
  readonly id: string
  readonly role: string
  readonly codec: Codec<T>
  /** Whether feedback is wanted: it is trainable, or something that it was made from is. */
  readonly requiresGrad: boolean
  /** What made it; leaves have none. */
  readonly op: Op | undefined
  /** Why there is no value: what the function that should have made it threw. */
  readonly error: Error | undefined
  #value: T | undefined
  #gradients: Gradient[] | undefined

  constructor(value: T | undefined, made: VariableParts<T>) {
    this.id = made.id
    this.role = made.role
    this.codec = made.codec
    this.requiresGrad = made.requiresGrad
    this.op = made.op
    this.error = made.error
    this.#value = value
  }

  /** Throws the error of the function that failed to make it. */
  get value(): T {
    if (this.error) throw this.error
    return this.#value as T
  }

  set value(value: T) {
    if (this.op) throw new TypeError(`${this.id} is the result of ${this.op.name} and can not be set`)
    this.#value = value
  }

  /** In the order of the graph's edges, whichever arrived first. */
  get gradients(): readonly Gradient[] {
    return this.#gradients ?? []
  }

  /** The value as a model sees it; for a failed function, what it failed with. */
  render(): string {
    return this.error ? `failed: ${this.error.message}` : this.codec.render(this.#value as T)
  }

  zeroGrad(): void {
    this.#gradients = undefined
  }

  /** Adds to the gradients, as PyTorch does, until they are zeroed. */
  accumulate(gradients: readonly Gradient[]): void {
    if (this.#gradients) this.#gradients.push(...gradients)
    else this.#gradients = [...gradients]
  }

  /** Passes feedback from this loss to every trainable variable that it was made from. */
  backward(options: BackwardOptions = {}): Promise<void> {
    return backward(this, options)
  }

  /** The value as text, so that a variable can stand in a template. */
  toString(): string {
    return this.render()
  }
}

interface VariableParts<T> {
  readonly id: string
  readonly role: string
  readonly codec: Codec<T>
  readonly requiresGrad: boolean
  readonly op?: Op | undefined
  readonly error?: Error | undefined
}

/**
 * A trainable value.
 * @throws TypeError without a role: a model that does not know what a text is for can not improve it.
 */
export function variable(value: string, options: VariableOptions<string>): Variable<string>
export function variable<T>(value: T, options: VariableOptions<T> & { codec: Codec<T> }): Variable<T>
export function variable<T>(value: T, options: VariableOptions<T>): Variable<T> {
  return leaf(value, options, true)
}

/** A value that is never rewritten. */
export function constant(value: string, options: VariableOptions<string>): Variable<string>
export function constant<T>(value: T, options: VariableOptions<T> & { codec: Codec<T> }): Variable<T>
export function constant<T>(value: T, options: VariableOptions<T>): Variable<T> {
  return leaf(value, options, false)
}

function leaf<T>(value: T, { role, name, codec }: VariableOptions<T>, requiresGrad: boolean): Variable<T> {
  if (typeof role !== 'string' || role.trim() === '') {
    throw new TypeError('Expected a role that says what the value is for')
  }
  if (codec === undefined && typeof value !== 'string') {
    throw new TypeError(`Expected a codec for "${role}", because its value is not a string`)
  }
  if (requiresGrad && codec?.parts) {
    throw new TypeError(`Expected "${role}" to be made with image() or constant(): images can not be trained`)
  }
  const by = codec ?? (text as Codec<unknown> as Codec<T>)
  // Constants of one role are told apart by what they hold, so that ops on them have ids of their own.
  const id = name ?? (requiresGrad ? role : `${role}#${digest(by.render(value))}`)
  return new Variable(value, { id, role, codec: by, requiresGrad })
}
