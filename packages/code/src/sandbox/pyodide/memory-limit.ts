/** How the section of memories of the module begins: one memory, with a first and a greatest size in pages. */
const memorySection = Buffer.from([5, 7, 1, 1, 0xe0, 3, 0x80, 0x80, 4])
const pageBytes = 65_536

/** The module with another greatest size of its memory, which its engine then keeps to. */
export function withMemoryLimit(wasm: Uint8Array, bytes: number): Buffer {
  const limited = Buffer.from(wasm)
  const at = limited.indexOf(memorySection)
  const pages = Math.min(Math.floor(bytes / pageBytes), 65_536)
  // LEB128 in the three bytes that are there.
  const size = [(pages & 127) | 128, ((pages >> 7) & 127) | 128, pages >> 14]
  limited.set(size, at + memorySection.length - size.length)
  return limited
}
