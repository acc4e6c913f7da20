import type { Ending } from '../model/step-row.ts'

interface Props {
  readonly end: Ending
  /** Whether all that was told is there. */
  readonly isWhole: boolean
}

/** What a run says in place of candidates as long as it has evaluated none. */
export function NothingYet({ end, isWhole }: Props) {
  const words = end
    ? 'It ended before a candidate was evaluated.'
    : 'No candidate is evaluated yet: the start is the first.'
  return <p className="quiet">{isWhole ? words : 'loading …'}</p>
}
