import { tags, type Keyword } from './tags.ts'

/** A value as it is written: text, numbers of 16 bits, bytes, or the items of a sequence. */
export type ElementValue =
  | {
      readonly vr: 'AT' | 'CS' | 'DA' | 'DS' | 'IS' | 'LO' | 'PN' | 'SH' | 'ST' | 'TM' | 'UI'
      readonly text: string
    }
  | { readonly vr: 'US'; readonly word: number }
  | { readonly vr: 'UL'; readonly long: number }
  | { readonly vr: 'OB' | 'OW'; readonly bytes: Uint8Array }
  | { readonly vr: 'SQ'; readonly items: readonly Elements[] }

export type Elements = Partial<Readonly<Record<Keyword, ElementValue>>>

/** Representations whose length has 32 bits, after 16 that are unused (PS3.5, 7.1.2). */
const long = new Set(['OB', 'OW', 'SQ'])

/** Elements in explicit little-endian, in the order of their tags (PS3.5, chapter 7). */
export function encoded(elements: Elements): Uint8Array {
  const entries = Object.entries(elements) as [Keyword, ElementValue][]
  return joined(
    entries
      .toSorted(([a], [b]) => (tags[a] < tags[b] ? -1 : 1))
      .map(([field, value]) => element(field, value)),
  )
}

function element(field: Keyword, value: ElementValue): Uint8Array {
  const bytes = bytesOf(value)
  const isLong = long.has(value.vr)
  const head = new DataView(new ArrayBuffer(isLong ? 12 : 8))
  putTag(head, 0, tags[field])
  head.setUint8(4, value.vr.charCodeAt(0))
  head.setUint8(5, value.vr.charCodeAt(1))
  if (!isLong && bytes.length > 0xfffe)
    throw new RangeError(`Expected ${field} of at most 65534 bytes, got ${bytes.length}`)
  if (isLong) head.setUint32(8, bytes.length, true)
  else head.setUint16(6, bytes.length, true)
  return joined([new Uint8Array(head.buffer), bytes])
}

function bytesOf(value: ElementValue): Uint8Array {
  switch (value.vr) {
    case 'US':
      return new Uint8Array(Uint16Array.of(value.word).buffer)
    case 'UL':
      return new Uint8Array(Uint32Array.of(value.long).buffer)
    case 'OB':
    case 'OW':
      return evenLength(value.bytes, 0)
    case 'SQ':
      return joined(value.items.map(item))
    case 'AT': {
      const view = new DataView(new ArrayBuffer(4))
      putTag(view, 0, value.text)
      return new Uint8Array(view.buffer)
    }
    default:
      return evenLength(new TextEncoder().encode(value.text), value.vr === 'UI' ? 0 : 0x20)
  }
}

function item(elements: Elements): Uint8Array {
  const bytes = encoded(elements)
  const head = new DataView(new ArrayBuffer(8))
  putTag(head, 0, 'fffee000')
  head.setUint32(4, bytes.length, true)
  return joined([new Uint8Array(head.buffer), bytes])
}

function putTag(view: DataView, at: number, tag: string): void {
  view.setUint16(at, Number.parseInt(tag.slice(0, 4), 16), true)
  view.setUint16(at + 2, Number.parseInt(tag.slice(4), 16), true)
}

function evenLength(bytes: Uint8Array, padding: number): Uint8Array {
  return bytes.length % 2 === 0 ? bytes : joined([bytes, Uint8Array.of(padding)])
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
