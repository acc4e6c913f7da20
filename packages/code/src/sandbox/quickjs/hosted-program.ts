import type { QuickJSHandle } from 'quickjs-emscripten-core'

import { Realm, type Engine, type Outcome } from './engine.ts'
import { placesOf, type Described } from './exception.ts'
import { isModule, javascriptOf } from './javascript.ts'
import { Output } from './output.ts'
import { candidateRealm } from './realm/candidate.ts'
import type { Settings } from './settings.ts'

const file = '<program>'
const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u

/** A program under test in a realm of QuickJS, from the outside. What it says is text of the form `status,content`. */
export class HostedProgram {
  readonly #engine: Engine
  readonly #realm: Realm
  readonly #settings: Settings
  readonly #api: (name: string) => QuickJSHandle
  #output = new Output(true)

  constructor(engine: Engine, settings: Settings, look: () => boolean) {
    this.#engine = engine
    this.#settings = settings
    this.#realm = new Realm(engine, look)
    const print = this.#realm.function('print', (text) => this.#output.print(text))
    this.#api = this.#realm.open(candidateRealm, [print, this.#realm.context.newNumber(settings.seed)])
  }

  /** The answer to a request, and what was printed. */
  answer([action, ...parts]: readonly unknown[]): readonly [said: string, printed: string] {
    const said = this.#answer(action as string, parts)
    return [said, this.#output.take()]
  }

  #answer(action: string, parts: readonly unknown[]): string {
    if (action === 'call') return this.#call(parts[0] as string, JSON.stringify(parts[1]))
    if (action === 'run') {
      this.#output = new Output(false)
      this.#ask('give', [this.#realm.context.newString(parts[1] as string)])
    }
    return this.#load(parts[0] as string)
  }

  #load(source: string): string {
    const { language } = this.#settings
    let code: string
    try {
      code = javascriptOf(source, language)
    } catch (error) {
      return raised('SyntaxError', (error as Error).message)
    }
    const script = this.#realm.evaluate(code, file)
    if (!script.threw) return this.#ask('loaded', [script.handle])
    const said = this.#ask('raised', [script.handle])
    if (!said.startsWith('"raised",["SyntaxError"') || !isModule(code)) return said
    const loaded = this.#realm.evaluate(code, file, 'module')
    return this.#ask(loaded.threw ? 'raised' : 'adopted', [loaded.handle])
  }

  #call(name: string, args: string): string {
    if (!identifier.test(name)) return raised('ReferenceError', `'${name}' is not defined`)
    // Names of the top level are no properties of anything.
    const found = this.#realm.evaluate(
      `typeof ${name} !== "undefined" ? ${name} : (globalThis.module?.exports?.${name} ?? ${name})`,
      '<call>',
    )
    if (found.threw) return this.#ask('raised', [found.handle])
    return this.#ask('call', [found.handle, this.#realm.context.newString(args)])
  }

  /** What a function of the realm says, once nothing waits any more. */
  #ask(name: string, args: readonly QuickJSHandle[]): string {
    using callee = this.#api(name)
    const first = this.#told(this.#realm.call(callee, args))
    for (const handle of args) handle.dispose()
    this.#realm.settle()
    if (first !== '') return first
    using settled = this.#api('settled')
    return this.#told(this.#realm.call(settled, []))
  }

  #told({ threw, handle }: Outcome): string {
    using said = handle
    const { context } = this.#realm
    if (!threw) return this.#explained(context.getString(said))
    // Not even what was thrown could be told: that takes memory.
    using message = context.getProp(said, 'message')
    return context.getString(message) === 'stack overflow'
      ? raised('InternalError', 'stack overflow')
      : outOfMemory
  }

  /** With the places of a stack instead of its text. */
  #explained(said: string): string {
    if (!said.startsWith('"raised",')) return said
    const [, [type, text, stack]] = JSON.parse(`[${said}]`) as [string, Described]
    // Where there is no memory for an exception either, QuickJS throws null.
    if (text === 'null' && this.#engine.isFull()) return outOfMemory
    return `"raised",${JSON.stringify([type, text, placesOf(stack, file)])}`
  }
}

const raised = (type: string, text: string): string => `"raised",${JSON.stringify([type, text, []])}`
const outOfMemory = raised('MemoryError', 'out of memory')
