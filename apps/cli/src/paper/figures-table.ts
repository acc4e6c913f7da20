import type { LiveFigure } from '@textgrad/paper'

/** Figures beside those of the paper, as rows of texts. */
export function figuresTable(
  experiment: string,
  figures: readonly LiveFigure[],
): readonly (readonly string[])[] {
  const rows = figures.map(({ figure, paper, ours, n, of }) => [
    experiment,
    figure,
    written(paper),
    written(ours),
    paper === null || ours === null ? '–' : signed(ours - paper),
    n === of ? String(n) : `${n} of ${of}`,
  ])
  return [['experiment', 'figure', 'paper', 'ours', 'difference', 'n'], ...rows]
}

function written(value: number | null): string {
  return value === null ? '–' : String(Number(value.toFixed(4)))
}

function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${written(value)}`
}
