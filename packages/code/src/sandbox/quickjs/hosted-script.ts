import type { QuickJSHandle } from 'quickjs-emscripten-core'

import { Realm, type Engine, type Outcome } from './engine.ts'
import { placesOf, type Described } from './exception.ts'
import { isModule, javascriptOf } from './javascript.ts'
import { Output } from './output.ts'
import { judgeRealm } from './realm/judge.ts'
import type { Settings } from './settings.ts'

const file = '<test>'

/** How test code ended: at which line of it, or 0. */
export type Scripted = readonly [status: string, type: string, text: string, line: number]

interface ScriptOptions {
  readonly settings: Settings
  readonly entryPoint: string
  readonly code: string
  /** Called again and again. */
  readonly look: () => void
  /** Asks a function of the program, in texts of JSON. */
  readonly exchange: (name: string, args: string) => string
  /** Told once. */
  readonly finish: (outcome: Scripted) => void
}

/** Test code in a realm of QuickJS, from the outside. */
export class HostedScript {
  readonly #realm: Realm
  readonly #options: ScriptOptions
  readonly #api: (name: string) => QuickJSHandle
  #finished = false
  #hasAsked = false

  constructor(engine: Engine, options: ScriptOptions) {
    this.#options = options
    const { settings, entryPoint, code, look, exchange } = options
    this.#realm = new Realm(engine, () => {
      look()
      return this.#finished
    })
    const { context } = this.#realm
    const output = new Output(true)
    const waits = /\b(?:async|await|then|Promise)\b/.test(code)
    this.#api = this.#realm.open(judgeRealm, [
      this.#realm.function('exchange', (name, args) => {
        this.#hasAsked = true
        return exchange(name, args)
      }),
      this.#realm.function('halt', (text, stack) => this.#finish('stopped', ['', text, stack])),
      this.#realm.function('print', (text) => output.print(text)),
      context.newNumber(settings.seed),
      context.newString(entryPoint),
      waits ? context.true : context.false,
    ])
  }

  run(prelude: string): void {
    const said =
      this.#evaluate(prelude, '<prelude>') ?? this.#evaluate(this.#options.code, file) ?? this.#settled()
    const [status, about] = JSON.parse(said) as [string, Described]
    this.#finish(status, about)
  }

  #finish(status: string, [type, text, stack]: Described): void {
    if (this.#finished) return
    this.#finished = true
    this.#options.finish([status, type, text, placesOf(stack, file).at(-1)?.[0] ?? 0])
  }

  /** How the code failed, or undefined where its end is still to be told. */
  #evaluate(source: string, where: string): string | undefined {
    let code: string
    try {
      code = javascriptOf(source, this.#options.settings.language)
    } catch (error) {
      return JSON.stringify(['error', ['SyntaxError', (error as Error).message, '']])
    }
    const script = this.#realm.evaluate(code, where)
    // Code that has run is not run again: the program could answer otherwise.
    const isOther = script.threw && !this.#hasAsked && isModule(code)
    const ran = isOther ? this.#realm.evaluate(code, where, 'module') : script
    if (ran.threw) return this.#tell('thrown', ran)
    if (where === file) this.#tell('passed', ran)
    this.#realm.settle()
    return undefined
  }

  #settled(): string {
    return this.#told(this.#realm.call(this.#api('settled'), []))
  }

  #tell(name: string, { handle }: Outcome): string {
    return this.#told(this.#realm.call(this.#api(name), [handle]))
  }

  #told({ threw, handle }: Outcome): string {
    return threw ? untold : this.#realm.context.getString(handle)
  }
}

const untold = JSON.stringify(['error', ['MemoryError', 'the test code left no memory to tell its end', '']])
