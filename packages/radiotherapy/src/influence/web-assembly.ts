interface Memory {
  readonly buffer: ArrayBuffer
}

interface Instance {
  readonly exports: Record<string, unknown>
}

/** The part of WebAssembly that is used here: Node has it, but its types come with a browser's only. */
interface WebAssemblyApi {
  readonly Memory: new (pages: { initial: number }) => Memory
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => Instance
}

export const webAssembly = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly
