/** What a check found, for the table of docs/radiotherapy.md: printed with TEXTGRAD_TEST_PRINT=1. */
export function tellFound(check: string, figures: Readonly<Record<string, number | string>>): void {
  if (!process.env['TEXTGRAD_TEST_PRINT']) return
  const told = Object.entries(figures).map(
    ([name, figure]) => `${name} ${typeof figure === 'number' ? Number(figure.toPrecision(4)) : figure}`,
  )
  console.log(`${check} | ${told.join(', ')}`)
}
