interface Instance {
  readonly exports: Record<string, unknown>
}

/** The part of WebAssembly that is used here: Node has it, but its types come with a browser's only. */
interface WebAssemblyApi {
  compile(bytes: Uint8Array): Promise<object>
  readonly Instance: new (module: object, imports: object) => Instance
  readonly RuntimeError: new (message?: string) => Error
  readonly Exception: new (...parameters: never[]) => object
}

export const webAssembly = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly

/** Emscripten's hook: instantiates the module itself instead of leaving it to the generated code. */
export type InstantiateWasm = (imports: object, done: (instance: Instance) => void) => void
