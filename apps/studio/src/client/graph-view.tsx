import { count, visible } from '@textgrad/runs/views'
import { useState } from 'react'

import type { StepGraph } from '../model/wire.ts'
import { useAsked } from './ask.ts'
import { GraphDrawing } from './graph-drawing.tsx'
import { GraphValueView } from './graph-value-view.tsx'

interface Props {
  /** The address of the step. */
  readonly address: string
  readonly run: string
  /** Changes when the step has told more. */
  readonly version: number
}

/** What a step computed and what was said of it; drawn when it is opened. */
export function GraphView(props: Props) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details className="graph part" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Computation graph</summary>
      {isOpen && <Opened {...props} />}
    </details>
  )
}

function Opened({ address, run, version }: Props) {
  const [scope, setScope] = useState<string>()
  const [chosen, choose] = useState<string>()
  const query = scope === undefined ? '' : `?scope=${encodeURIComponent(scope)}`
  const { answer, error } = useAsked<StepGraph>(`${address}/graph${query}`, version)
  if (error !== undefined) return <p className="remark">{error}</p>
  if (!answer) return <p className="quiet">loading …</p>
  if (answer.nodes.length === 0) return <p className="quiet">This step told of nothing that it computed.</p>
  const node = answer.nodes.find(({ members }) => chosen !== undefined && members.includes(chosen))
  return (
    <>
      {answer.scopes.length > 1 && (
        <label className="trials">
          Computation{' '}
          <select value={answer.scope} onChange={({ target }) => setScope(target.value)}>
            {answer.scopes.map((one) => (
              <option key={one} value={one}>
                {one === '' ? 'that feedback was passed through' : `of ${visible(one)}`}
              </option>
            ))}
          </select>
        </label>
      )}
      <p className="quiet">
        {wordsOf(answer)} <span className="key line" /> values, downwards <span className="key line said" />{' '}
        with feedback back upwards
      </p>
      <GraphDrawing graph={answer} chosen={node?.id} choose={choose} />
      {node && (
        <section className="graph-value" aria-label="The chosen value">
          {node.members.length > 1 && (
            <label className="trials">
              One of {count(node.count, 'value')} that were made alike{' '}
              <select value={chosen} onChange={({ target }) => choose(target.value)}>
                {node.members.map((id) => (
                  <option key={id} value={id}>
                    {visible(id)}
                  </option>
                ))}
              </select>
            </label>
          )}
          <GraphValueView key={chosen} address={address} run={run} id={chosen!} version={version} />
        </section>
      )}
    </>
  )
}

function wordsOf({ nodes, total, left }: StepGraph): string {
  const alike = nodes.some((node) => node.count > 1) ? '; those made alike are drawn as one' : ''
  const missing = left > 0 ? `; ${count(left, 'more node')} further from the end are left out` : ''
  return `${count(total, 'value')}${alike}${missing}. `
}
