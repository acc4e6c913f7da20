import { firstWords, visible } from '@textgrad/runs/views'

import type { RunFold } from '../model/run-fold.ts'
import type { StepRow, TrialRow } from '../model/step-row.ts'
import type { Metric, StepDetail, WireEvaluation, WireText } from '../model/wire.ts'
import { useAsked } from './ask.ts'
import { Compared } from './compared.tsx'
import { Feedback } from './feedback.tsx'
import { scoredWords } from './figures.ts'
import { MetricsTable } from './metrics-table.tsx'
import { addressOf } from './place.ts'
import { Plain, Text } from './text.tsx'

interface Props {
  readonly run: string
  readonly fold: RunFold
  readonly row: StepRow
  readonly trial: TrialRow
  readonly metrics: readonly Metric[]
  /** What was said and asked in the step; missing until it is there. */
  readonly detail?: StepDetail
}

/** A candidate beside what it was made from: the values, the words that changed them, and what each is worth. */
export function TrialView({ run, fold, row, trial, metrics, detail }: Props) {
  const address = `/runs/${encodeURIComponent(run)}`
  const parent = trial.parent === undefined ? undefined : fold.known(trial.parent)
  const own = `${address}/events/${trial.number}`
  const { answer, error } = useAsked<WireEvaluation>(own)
  const from = parent ? `${address}/events/${parent.trial.number}` : own
  const { answer: before } = useAsked<WireEvaluation>(from)
  if (error !== undefined) return <p className="remark">{error}</p>
  if (!answer || !before) return <p className="quiet">loading …</p>
  // What was tried before was changed then.
  const known = parent && trial.triedIn === undefined ? before : undefined
  return (
    <>
      <section className="part" aria-labelledby="change">
        <h3 id="change">{known ? 'Change' : 'Value'}</h3>
        <Made run={run} trial={trial} parent={parent} />
        {Object.entries(answer.candidate).map(([name, after]) => (
          <Parameter
            key={name}
            {...{
              name,
              after,
              address,
              own,
              from,
              before: known?.candidate[name],
              isCause: row.trials.length === 1 && trial.triedIn === undefined,
            }}
            {...(detail && { detail })}
          />
        ))}
      </section>
      <section className="part" aria-labelledby="result">
        <h3 id="result">Result</h3>
        <Verdict trial={trial} answer={answer} own={own} />
        <MetricsTable {...{ trial, metrics, after: answer, before: known, parent: parent?.trial.score }} />
        {answer.feedback.length > 0 && (
          <details>
            <summary>Feedback on this candidate</summary>
            {answer.feedback.map(({ text }, place) => (
              <Text key={place} text={text} address={own} />
            ))}
          </details>
        )}
      </section>
    </>
  )
}

interface MadeProps {
  readonly run: string
  readonly trial: TrialRow
  readonly parent: ReturnType<RunFold['known']>
}

/** Where a candidate came from. */
function Made({ run, trial: { by, triedIn }, parent }: MadeProps) {
  if (triedIn !== undefined) {
    return (
      <p className="quiet made">
        Tried before, in <StepLink run={run} step={triedIn} />
      </p>
    )
  }
  if (!parent) return null
  return (
    <p className="quiet made">
      By <Plain text={by} />, from <StepLink run={run} step={parent.step} /> {scoredWords(parent.trial.score)}
    </p>
  )
}

function StepLink({ run, step }: { run: string; step: number }) {
  return <a href={addressOf({ run, step })}>{step === 0 ? 'the start' : `step ${step}`}</a>
}

function Verdict({ trial, answer, own }: { trial: TrialRow; answer: WireEvaluation; own: string }) {
  return (
    <>
      {trial.reason !== undefined && (
        <p>
          Reverted: <Plain text={trial.reason} />
        </p>
      )}
      {answer.error !== undefined && <Text text={answer.error} address={own} />}
      {!trial.feasible && <p className="remark">Infeasible: it breaks a hard constraint</p>}
    </>
  )
}

interface ParameterProps {
  readonly name: string
  readonly after: WireText
  readonly before: WireText | undefined
  readonly address: string
  /** The addresses of its evaluation and of that of what it was made from. */
  readonly own: string
  readonly from: string
  /** Whether what was said in the step is why this value is as it is. */
  readonly isCause: boolean
  readonly detail?: StepDetail
}

/** A value: the words that asked for its change, then the change. */
function Parameter({ name, after, before, address, own, from, isCause, detail }: ParameterProps) {
  const all = detail?.gradients ?? []
  const said = all.filter(({ variable }) => variable === name)
  const role = said[0]?.role ?? detail?.updates.find(({ parameter }) => parameter === name)?.role
  return (
    <div className="parameter">
      <p className="role">
        <b>{visible(name)}</b> {role !== undefined && role !== name && <Plain text={firstWords(role, 120)} />}
      </p>
      {said.length > 0 && (
        <>
          <h4>{isCause ? 'Because of this feedback' : 'Feedback in this step'}</h4>
          <Feedback gradients={said} all={all} address={address} />
        </>
      )}
      {before === undefined ? (
        <Text text={after} address={own} />
      ) : (
        <Compared before={before} after={after} own={own} from={from} />
      )}
    </div>
  )
}
