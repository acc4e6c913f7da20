import { coordinate, visible } from '@textgrad/runs/views'
import { useLayoutEffect, useMemo, useRef, type KeyboardEvent, type RefObject } from 'react'

import type { GraphNode, StepGraph } from '../model/wire.ts'
import { nodeSize, placed, type Placed } from './graph-layout.ts'

interface Props {
  readonly graph: StepGraph
  readonly chosen: string | undefined
  readonly choose: (id: string) => void
}

/** Characters of the lines of a node. */
const line = { what: 24, words: 25 } as const

/** A graph: each node is a button; arrows go along its edges, Enter shows the value. */
export function GraphDrawing({ graph, chosen, choose }: Props) {
  const place = useMemo(() => placed(graph), [graph])
  const first = chosen ?? graph.nodes.at(-1)?.id
  const scroll = useScrollTo(place, graph)
  return (
    <div className="scroll graph-scroll" ref={scroll} role="group" aria-label="Computation graph">
      <svg width={place.width} height={place.height} viewBox={`0 0 ${place.width} ${place.height}`}>
        {graph.edges.map(({ from, to, isSaid }, index) => (
          <Edge key={`${from}\n${to}`} points={place.edges[index]!} isSaid={isSaid} />
        ))}
        {graph.nodes.map((node) => {
          const { x, y } = place.nodes.get(node.id)!
          return (
            <g
              key={node.id}
              className={`node ${node.kind}`}
              transform={`translate(${coordinate(x - nodeSize.width / 2)} ${coordinate(y - nodeSize.height / 2)})`}
              role="button"
              tabIndex={node.id === first ? 0 : -1}
              aria-pressed={node.id === chosen}
              onClick={() => choose(node.id)}
              onKeyDown={(event) => press(event, { graph, node, choose })}
            >
              <Node node={node} />
            </g>
          )
        })}
      </svg>
    </div>
  )
}

/** A graph that is larger than its place is seen first where its parameter is, or what was made last. */
function useScrollTo(place: Placed, { nodes, scope }: StepGraph): RefObject<HTMLDivElement | null> {
  const ref = useRef<HTMLDivElement>(null)
  // It stays where a person scrolled to when more is told.
  const seen = useRef('')
  const wanted = (nodes.find(({ kind }) => kind === 'parameter') ?? nodes.at(-1))?.id
  useLayoutEffect(() => {
    const at = wanted === undefined ? undefined : place.nodes.get(wanted)
    const key = `${scope}\n${wanted}`
    if (!at || !ref.current || seen.current === key) return
    seen.current = key
    ref.current.scrollTo(at.x - ref.current.clientWidth / 2, at.y - ref.current.clientHeight / 2)
  }, [place, wanted, scope])
  return ref
}

function Node({ node: { role, op, words, count, said } }: { node: GraphNode }) {
  return (
    <>
      <rect width={nodeSize.width} height={nodeSize.height} rx="7" />
      <text className="what" x="10" y="21">
        {cut(op ?? role, count > 1 ? line.what - 6 : line.what)}
      </text>
      <text className="words" x="10" y="40">
        {cut(words || (op === undefined ? '' : role), line.words)}
      </text>
      {count > 1 && (
        <text className="many" x={nodeSize.width - 10} y="21" textAnchor="end">
          × {count}
        </text>
      )}
      {said > 0 && <circle className="said" cx={nodeSize.width - 2} cy={nodeSize.height - 2} r="5" />}
    </>
  )
}

/** A value goes down along a line; feedback goes up beside it. */
function Edge({ points, isSaid }: { points: readonly { x: number; y: number }[]; isSaid: boolean }) {
  const path = (shift: number): string =>
    points.map(({ x, y }) => `${coordinate(x + shift)} ${coordinate(y)}`).join('L')
  const [start, end] = [points[0]!, points.at(-1)!]
  return (
    <g className="edge">
      <path d={`M${path(0)}`} />
      <path className="head" d={`M${end.x - 4} ${end.y - 7}L${end.x} ${end.y}L${end.x + 4} ${end.y - 7}`} />
      {isSaid && (
        <>
          <path className="said" d={`M${path(6)}`} />
          <path
            className="said head"
            d={`M${start.x + 2} ${start.y + 7}L${start.x + 6} ${start.y}L${start.x + 10} ${start.y + 7}`}
          />
        </>
      )}
    </g>
  )
}

const cut = (text: string, length: number): string =>
  visible(text.length > length ? `${text.slice(0, length - 1).toWellFormed()}…` : text)

interface Pressed extends Pick<Props, 'graph' | 'choose'> {
  readonly node: GraphNode
}

function press(event: KeyboardEvent<SVGGElement>, { graph, node, choose }: Pressed): void {
  if (event.key === 'Enter' || event.key === ' ') choose(node.id)
  else {
    const next = nextOf(event.key, graph, node)
    if (next === undefined) return
    const buttons = event.currentTarget.parentElement!.querySelectorAll<SVGGElement>('g.node')
    buttons[graph.nodes.findIndex(({ id }) => id === next)]?.focus()
  }
  event.preventDefault()
}

/** Up to what a value was made from, down to what was made of it, aside to the others, Home and End to the first and the last. */
function nextOf(key: string, { nodes, edges }: StepGraph, { id }: GraphNode): string | undefined {
  const place = nodes.findIndex((node) => node.id === id)
  switch (key) {
    case 'ArrowUp':
      return edges.find(({ to }) => to === id)?.from
    case 'ArrowDown':
      return edges.find(({ from }) => from === id)?.to
    default:
      return nodes[placeOf(key, nodes.length, place) ?? -1]?.id
  }
}

/** Where a key leads in the order in which nodes were made. */
function placeOf(key: string, length: number, place: number): number | undefined {
  const places = new Map([
    ['ArrowLeft', place - 1],
    ['ArrowRight', place + 1],
    ['Home', 0],
    ['End', length - 1],
  ])
  return places.get(key)
}
