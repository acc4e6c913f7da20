import { createHash } from 'node:crypto'

export function keyOf(number: number): string {
  return createHash('sha256').update(String(number)).digest('hex')
}

/** The one text that belongs to a number: some are longer than what is written at once. */
export function textOf(number: number): string {
  return `${number} ünïcode\u0000 `.repeat(1 + (number % 7) * 1000)
}
