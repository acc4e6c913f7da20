import { printable } from './words.ts'

/** Says something in a line beside what a command prints. */
export function tell(remark: string): void {
  process.stderr.write(`textgrad: ${printable(remark.replaceAll('\n', ' '))}\n`)
}
