import { Graph, layout } from '@dagrejs/dagre'

import type { StepGraph } from '../model/wire.ts'

/** Pixels of a node. */
export const nodeSize = { width: 190, height: 54 } as const

interface Point {
  readonly x: number
  readonly y: number
}

export interface Placed {
  readonly width: number
  readonly height: number
  /** The middle of each node, by its id. */
  readonly nodes: ReadonlyMap<string, Point>
  /** The bends of each edge, in the order of the edges. */
  readonly edges: readonly (readonly Point[])[]
}

/** Places a graph so that values flow down. */
export function placed({ nodes, edges }: StepGraph): Placed {
  const graph = new Graph()
  graph.setGraph({ rankdir: 'TB', nodesep: 22, ranksep: 46, marginx: 8, marginy: 8 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const { id } of nodes) graph.setNode(id, { ...nodeSize })
  for (const { from, to } of edges) graph.setEdge(from, to)
  layout(graph)
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number }
  return {
    width: Math.max(width, nodeSize.width),
    height: Math.max(height, nodeSize.height),
    nodes: new Map(nodes.map(({ id }) => [id, graph.node(id) as unknown as Point])),
    edges: edges.map(({ from, to }) => (graph.edge(from, to) as unknown as { points: Point[] }).points),
  }
}
