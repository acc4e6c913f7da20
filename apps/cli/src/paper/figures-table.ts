import type { LiveFigure } from '@textgrad/paper'

import type { FlagValues } from '../flags.ts'

export const figuresHead: readonly string[] = ['experiment', 'figure', 'paper', 'ours', 'difference', 'n']

/** Figures beside those of the paper, as rows of texts. */
export function figureRows(
  experiment: string,
  figures: readonly LiveFigure[],
): readonly (readonly string[])[] {
  return figures.map((one) => {
    const { figure, paper, ours } = one
    const difference = differenceOf(one)
    return [
      experiment,
      figure,
      written(paper),
      written(ours),
      difference === null ? '–' : `${difference > 0 ? '+' : ''}${written(difference)}`,
      countOf(one),
    ]
  })
}

/** A figure as a line of JSON. */
export function figureLine(experiment: string, { n, of, source, ...one }: LiveFigure): string {
  return JSON.stringify({ experiment, ...one, difference: differenceOf(one), n, of, source })
}

/** What has to be known to read the figures of this command. */
export function noteOn({ limit }: FlagValues): readonly string[] {
  if (limit === undefined) return []
  return [`Limited to ${String(limit)} items each: no figure of the paper is reproduced by these.`]
}

/** Of how many items a figure is. */
export function countOf({ n, of }: LiveFigure): string {
  return n === of ? String(n) : `${n} of ${of}`
}

export function differenceOf({ paper, ours }: Pick<LiveFigure, 'paper' | 'ours'>): number | null {
  return paper === null || ours === null ? null : Number((ours - paper).toFixed(6))
}

function written(value: number | null): string {
  return value === null ? '–' : String(Number(value.toFixed(4)))
}
