import type { GraphValue } from '../model/wire.ts'
import { useAsked } from './ask.ts'
import { CallsTable } from './calls-table.tsx'
import { Feedback } from './feedback.tsx'
import { Plain, Text } from './text.tsx'

interface Props {
  /** The addresses of the step and of its run. */
  readonly address: string
  readonly run: string
  readonly id: string
  readonly version: number
}

/** A value of a graph: what it is, what was said of it, and the calls that have to do with it. */
export function GraphValueView({ address, run, id, version }: Props) {
  const { answer, error } = useAsked<GraphValue>(`${address}/value?id=${encodeURIComponent(id)}`, version)
  if (error !== undefined) return <p className="remark">{error}</p>
  if (!answer) return <p className="quiet">loading …</p>
  const { role, op, value, number, gradients, calls } = answer
  return (
    <>
      <p className="role">
        <b>
          <Plain text={op ?? 'given'} />
        </b>{' '}
        <Plain text={role} />
      </p>
      {value === undefined ? (
        <p className="quiet">Its value was given and is not told with the step.</p>
      ) : (
        <div className="parameter">
          <Text text={value} address={`${run}/events/${number}`} />
        </div>
      )}
      {gradients.length > 0 && (
        <>
          <h4>Feedback on it</h4>
          <Feedback gradients={gradients} all={gradients} address={run} />
        </>
      )}
      <CallsTable calls={calls} address={run} name="that made it, passed feedback through it or changed it" />
    </>
  )
}
