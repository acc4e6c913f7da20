import { Variable } from './graph/variable.ts'
import type { ImagePart, Part } from './llm/engine.ts'
import { parts } from './llm/parts.ts'
import { digest } from './run/random.ts'

/**
 * An image as a value: bytes of a PNG, JPEG or WebP file, or an http(s) address that the provider fetches. It is never
 * trained. Files are read by the caller.
 * @throws TypeError for bytes that are none of these, such as an error page, or for another address.
 */
export function image(
  source: Uint8Array | URL | string,
  options: { role: string },
): Variable<readonly Part[]> {
  const { role } = options
  if (typeof role !== 'string' || role.trim() === '') {
    throw new TypeError('Expected a role that says what the image is for')
  }
  const value = [source instanceof Uint8Array ? imageOf(source) : linked(source)]
  return new Variable<readonly Part[]>(value, {
    id: `${role}#${digest(parts.render(value))}`,
    role,
    codec: parts,
    requiresGrad: false,
  })
}

function imageOf(bytes: Uint8Array): ImagePart {
  const mediaType = mediaTypeOf(bytes)
  if (mediaType) return { type: 'image', mediaType, bytes }
  const start = [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
  throw new TypeError(`Expected the bytes of a PNG, JPEG or WebP image, got ${bytes.length} bytes: ${start}`)
}

function linked(source: URL | string): ImagePart {
  const url = URL.parse(String(source))
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return { type: 'image', url: url.href }
  throw new TypeError(
    `Expected the http(s) address of an image, got ${JSON.stringify(String(source).slice(0, 80))}`,
  )
}

/** By the first bytes: PNG (W3C PNG 5.2), JPEG (ITU T.81 B.1.1.3), WebP (RFC 9649 2.4). */
function mediaTypeOf(bytes: Uint8Array): string | undefined {
  const starts = (...signature: number[]): boolean => signature.every((byte, index) => bytes[index] === byte)
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
  if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg'
  const isRiff = starts(0x52, 0x49, 0x46, 0x46)
  const kind = bytes.subarray(8, 12)
  return isRiff && [0x57, 0x45, 0x42, 0x50].every((byte, index) => kind[index] === byte)
    ? 'image/webp'
    : undefined
}
