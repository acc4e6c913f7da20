import type { Span as ApiSpan, Tracer } from '@opentelemetry/api'
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type ReadableSpan,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace'
import { expect } from 'vitest'

/** An SDK that keeps its spans in memory. */
export interface Recorded {
  readonly tracer: Tracer
  /** The spans that have ended, in the order in which they began. */
  readonly spans: () => readonly ReadableSpan[]
  /** How many have not ended. */
  readonly open: () => number
  /** All that is recorded, as one text. */
  readonly text: () => string
}

export function recorded(): Recorded {
  const exporter = new InMemorySpanExporter()
  const begun: string[] = []
  let open = 0
  const counter: SpanProcessor = {
    onStart: (span) => {
      open++
      begun.push(idOf(span))
    },
    onEnd: () => void open--,
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  }
  const provider = new TracerProvider({ spanProcessors: [counter, new SimpleSpanProcessor({ exporter })] })
  return {
    tracer: provider.getTracer('test'),
    spans: () =>
      exporter.getFinishedSpans().toSorted((a, b) => begun.indexOf(idOf(a)) - begun.indexOf(idOf(b))),
    open: () => open,
    text: () =>
      exporter
        .getFinishedSpans()
        .map(({ name, attributes, events, status }) => JSON.stringify({ name, attributes, events, status }))
        .join('\n'),
  }
}

export function idOf(span: ApiSpan | ReadableSpan): string {
  return span.spanContext().spanId
}

/** The one span of a name. */
export function only(spans: readonly ReadableSpan[], name: string): ReadableSpan {
  const found = spans.filter((span) => span.name === name)
  expect(found.map((span) => span.name)).toEqual([name])
  return found[0]!
}

/** The names of spans, each below its parent; equal neighbours as one line with their number. */
export function tree(spans: readonly ReadableSpan[]): string {
  const ids = new Set(spans.map(idOf))
  const below = (parent: ReadableSpan | undefined, indent: string): string[] => {
    const children = spans.filter(({ parentSpanContext: above }) =>
      parent ? above?.spanId === idOf(parent) : !above || !ids.has(above.spanId),
    )
    return grouped(
      children.map((span) => [`${indent}${span.name}`, ...below(span, `${indent}  `)].join('\n')),
    )
  }
  return below(undefined, '').join('\n')
}

function grouped(lines: readonly string[]): string[] {
  const counted: { line: string; count: number }[] = []
  for (const line of lines) {
    const last = counted.at(-1)
    if (last?.line === line) last.count++
    else counted.push({ line, count: 1 })
  }
  return counted.map(({ line, count }) =>
    count === 1 ? line : line.replace(/^( *[^\n]*)/, `$1 (${count} times)`),
  )
}

/** Name and attributes of a span's events. */
export function eventsOf({ events }: ReadableSpan): readonly (readonly [string, object])[] {
  return events.map(({ name, attributes }) => [name, attributes ?? {}])
}
