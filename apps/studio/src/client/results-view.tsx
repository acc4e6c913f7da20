import { useId } from 'react'

import type { StepDetail } from '../model/wire.ts'
import { ArtifactsView, type Shown } from './artifact-view.tsx'
import { useAsked } from './ask.ts'

/** Whether results are shown beside what they were before, and how that is changed. */
export type Beside = readonly [boolean, (isBeside: boolean) => void]

interface Props extends Shown {
  /** What the candidate was made from. */
  readonly parent: Parent | undefined
  /** The address of the run. */
  readonly run: string
  readonly beside: Beside
}

interface Parent {
  readonly id: string
  readonly step: number
}

/** What there is to look at of a candidate, beside that of what it was made from. */
export function ResultsView({ artifacts, address, parent, run, beside: [isBeside, setBeside] }: Props) {
  const title = useId()
  if (artifacts.length === 0) return null
  return (
    <section className="part" aria-labelledby={title}>
      <h3 id={title}>Pictures and tables</h3>
      {parent && (
        <label className="only">
          <input type="checkbox" checked={isBeside} onChange={({ target }) => setBeside(target.checked)} />{' '}
          Beside those of {parent.step === 0 ? 'the start' : `step ${parent.step}`}, which it was made from
        </label>
      )}
      {parent && isBeside ? (
        <BesideParent {...{ artifacts, address, parent, run }} />
      ) : (
        <ArtifactsView {...{ artifacts, address }} />
      )}
    </section>
  )
}

function BesideParent({
  artifacts,
  address,
  parent,
  run,
}: Pick<Props, 'artifacts' | 'address' | 'run'> & { readonly parent: Parent }) {
  const { answer, error } = useAsked<StepDetail>(`${run}/steps/${parent.step}`)
  if (!answer && error === undefined) return <p className="quiet">loading …</p>
  const old = answer?.artifacts.filter(({ id }) => id === parent.id) ?? []
  return (
    <ArtifactsView
      {...{ artifacts, address }}
      before={old.length > 0 ? { artifacts: old, address } : undefined}
    />
  )
}
