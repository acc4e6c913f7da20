import { difference } from '@textgrad/runs/views'

import type { Side } from './compare-page.tsx'
import { DifferenceTable } from './difference-table.tsx'
import { summaryOf } from './summary.ts'

/** The figures of two runs beside each other. */
export function FiguresCompared({
  sides: [a, b],
  isShort,
}: {
  sides: readonly [Side, Side]
  isShort: boolean
}) {
  if (a.place.run === b.place.run) return null
  const [before, after] = [a, b].map(({ run: { fold, head, connection } }) =>
    summaryOf(fold.rows, fold.end, connection === 'live' ? undefined : head?.run),
  ) as [ReturnType<typeof summaryOf>, ReturnType<typeof summaryOf>]
  const rows = before.map((tile, place) => {
    const other = after[place]!
    const isKnown = tile.number !== undefined && other.number !== undefined
    return {
      name: tile.name,
      before: tile.value,
      after: other.value,
      change: isKnown ? difference(tile.number, other.number) : '',
    }
  })
  return (
    <section aria-labelledby="figures">
      <h2 id="figures">Runs</h2>
      <DifferenceTable name="Figures" rows={rows} isShort={isShort} />
    </section>
  )
}
