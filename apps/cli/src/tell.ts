/** Says something in a line beside what a command prints. */
export function tell(remark: string): void {
  process.stderr.write(`textgrad: ${remark.replaceAll('\n', ' ')}\n`)
}
