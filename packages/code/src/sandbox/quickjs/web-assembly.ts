/** The part of WebAssembly that is used here: Node has it, but its types come with a browser's only. */
interface WebAssemblyApi {
  compile(bytes: Uint8Array): Promise<object>
  /** Sizes in pages of 64 KiB. */
  readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => {
    readonly buffer: ArrayBuffer
  }
}

export const webAssembly = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly
