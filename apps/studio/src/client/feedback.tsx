import type { WireGradient } from '../model/wire.ts'
import { Plain, Text } from './text.tsx'

interface Props {
  readonly gradients: readonly WireGradient[]
  /** All of the step, by whose roles a source is named. */
  readonly all: readonly WireGradient[]
  readonly address: string
}

/** What was said of one variable, each with what it came through. */
export function Feedback({ gradients, all, address }: Props) {
  return (
    <ul className="feedback">
      {gradients.map(({ number, variable, from, kind, text }) => {
        const source = from === variable ? undefined : all.find((one) => one.variable === from)?.role
        return (
          <li key={number} className={kind}>
            {kind === 'satisfied' && <p className="role">✓ satisfied, nothing to change</p>}
            {text !== '' && <Text text={text} address={`${address}/events/${number}`} />}
            {text === '' && kind === 'feedback' && <p className="quiet">asks for a change</p>}
            {source !== undefined && (
              <p className="quiet">
                from: <Plain text={source} />
              </p>
            )}
          </li>
        )
      })}
    </ul>
  )
}

/** What was said of several variables, one after the other. */
export function FeedbackOf({ gradients, all, address }: Props) {
  const byVariable = Map.groupBy(gradients, ({ variable }) => variable)
  return [...byVariable].map(([variable, own]) => (
    <div key={variable}>
      <p className="role">
        on: <Plain text={own[0]!.role} />
      </p>
      <Feedback gradients={own} all={all} address={address} />
    </div>
  ))
}
