import type { TrialRow } from '../model/step-row.ts'
import type { StepDetail } from '../model/wire.ts'
import { ArtifactsView, type Shown } from './artifact-view.tsx'
import { useAsked } from './ask.ts'

/** Whether results are shown beside what they were before, and how that is changed. */
export type Beside = readonly [boolean, (isBeside: boolean) => void]

interface Props {
  readonly trial: TrialRow
  /** What the step that is looked at tells. */
  readonly told: StepDetail
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
export function ResultsView(props: Props) {
  const { trial, told } = props
  return trial.triedIn === undefined ? (
    <Results {...props} artifacts={artifactsOf(told, trial.id)} />
  ) : (
    <Earlier {...props} step={trial.triedIn} />
  )
}

const artifactsOf = ({ artifacts }: StepDetail, trial: string): StepDetail['artifacts'] =>
  artifacts.filter(({ id }) => id === trial)

/** What was tried before was shown then. */
function Earlier(props: Props & { readonly step: number }) {
  const { answer } = useAsked<StepDetail>(`${props.run}/steps/${props.step}`)
  return answer && <Results {...props} artifacts={artifactsOf(answer, props.trial.id)} />
}

function Results({
  artifacts,
  parent,
  run,
  beside: [isBeside, setBeside],
}: Props & Pick<Shown, 'artifacts'>) {
  if (artifacts.length === 0) return null
  const shown = { artifacts, address: `${run}/events` }
  return (
    <section className="part" aria-labelledby="shown">
      <h3 id="shown">Pictures and tables</h3>
      {parent && (
        <label className="only">
          <input type="checkbox" checked={isBeside} onChange={({ target }) => setBeside(target.checked)} />{' '}
          Beside those of {parent.step === 0 ? 'the start' : `step ${parent.step}`}, which it was made from
        </label>
      )}
      {parent && isBeside ? (
        <BesideParent shown={shown} parent={parent} run={run} />
      ) : (
        <ArtifactsView {...shown} />
      )}
    </section>
  )
}

function BesideParent({ shown, parent, run }: { shown: Shown; parent: Parent; run: string }) {
  const { answer, error } = useAsked<StepDetail>(`${run}/steps/${parent.step}`)
  if (!answer && error === undefined) return <p className="quiet">loading …</p>
  const artifacts = answer ? artifactsOf(answer, parent.id) : []
  const { address } = shown
  return <ArtifactsView {...shown} before={artifacts.length > 0 ? { artifacts, address } : undefined} />
}
