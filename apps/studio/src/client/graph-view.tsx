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
  const [until, setUntil] = useState<string>()
  const [chosen, choose] = useState<string>()
  const query = new URLSearchParams({
    ...(scope !== undefined && { scope }),
    ...(until !== undefined && { until }),
  })
  const { answer, error } = useAsked<StepGraph>(`${address}/graph?${query.toString()}`, version)
  // What is drawn stays until there is something else, and so does the focus.
  const [graph, setGraph] = useState<StepGraph>()
  if (answer && answer !== graph) setGraph(answer)
  if (error !== undefined) return <p className="remark">{error}</p>
  if (!graph) return <p className="quiet">loading …</p>
  if (graph.nodes.length === 0) return <p className="quiet">This step told of nothing that it computed.</p>
  const node = graph.nodes.find(({ members }) => chosen !== undefined && members.includes(chosen))
  return (
    <>
      <Scopes
        graph={graph}
        choose={(one) => {
          setScope(one)
          setUntil(undefined)
        }}
      />
      <p className="quiet">
        {wordsOf(graph)} <span className="key line" /> values, downwards <span className="key line said" />{' '}
        with feedback back upwards
      </p>
      <Parts graph={graph} show={setUntil} />
      <GraphDrawing graph={graph} chosen={node?.id} choose={choose} />
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

/** A step computes more than once: which of that is looked at. */
function Scopes({ graph: { scopes, scope }, choose }: { graph: StepGraph; choose: (scope: string) => void }) {
  if (scopes.length < 2) return null
  return (
    <label className="trials">
      Computation{' '}
      <select value={scope} onChange={({ target }) => choose(target.value)}>
        {scopes.map((one) => (
          <option key={one} value={one}>
            {one === '' ? 'that feedback was passed through' : `of ${visible(one)}`}
          </option>
        ))}
      </select>
    </label>
  )
}

/** Leads to the nodes that are not drawn. */
function Parts({ graph, show }: { graph: StepGraph; show: (until: string | undefined) => void }) {
  const { nodes, left, later } = graph
  const first = nodes.find(({ kind }) => kind !== 'parameter')
  if (left === 0 && later === 0) return null
  return (
    <p className="acts">
      <button type="button" disabled={left === 0} onClick={() => show(first?.id)}>
        Earlier values
      </button>
      <button type="button" disabled={later === 0} onClick={() => show(undefined)}>
        The last values
      </button>
    </p>
  )
}

function wordsOf({ nodes, total, left, later }: StepGraph): string {
  const alike = nodes.some((node) => node.count > 1) ? '; those made alike are drawn as one' : ''
  const shown = `; ${nodes.length} nodes are drawn, ${left} more come before them and ${later} after`
  const missing = left + later > 0 ? shown : ''
  return `${count(total, 'value')}${alike}${missing}. `
}
