import type { StepDetail } from '../model/wire.ts'
import { ArtifactsView } from './artifact-view.tsx'
import { useAsked } from './ask.ts'
import type { Side } from './compare-page.tsx'

const names = { before: 'A', after: 'B' } as const

/** What there is to look at of two candidates, where both have it, beside each other. */
export function ResultsCompared({ sides: [a, b] }: { sides: readonly [Side, Side] }) {
  const [before, after] = [useShown(a), useShown(b)]
  const both = after.artifacts.filter(({ name, kind }) =>
    before.artifacts.some((one) => one.name === name && one.kind === kind),
  )
  if (both.length === 0) return null
  return (
    <section aria-labelledby="pictures">
      <h2 id="pictures">Pictures and tables</h2>
      <ArtifactsView artifacts={both} address={after.address} before={before} names={names} />
    </section>
  )
}

function useShown({ place, run: { fold }, trial }: Side) {
  const run = `/runs/${encodeURIComponent(place.run)}`
  // Without a candidate yet, the start is asked for.
  const step = (trial && fold.known(trial.id)?.step) ?? 0
  const { answer } = useAsked<StepDetail>(`${run}/steps/${step}`)
  const artifacts = trial && answer ? answer.artifacts.filter(({ id }) => id === trial.id) : []
  return { artifacts, address: `${run}/events` }
}
