import { trace, type Attributes, type Tracer } from '@opentelemetry/api'

/**
 * The conventions followed here: OpenTelemetry's for generative AI, 1.42.0-dev, as of October 2026 in
 * https://github.com/open-telemetry/semantic-conventions-genai. They left the general conventions after 1.41.1, which have
 * the same names for all that is used here; no version of them is stable yet. What they have no name for is `textgrad.*`.
 */
const conventions = 'https://opentelemetry.io/schemas/gen-ai-dev/1.42.0-dev'

export interface TraceOptions {
  /** Default: the one of the SDK that the program has registered; without an SDK nothing is recorded. */
  readonly tracer?: Tracer
  /** Whether prompts, replies, feedback and messages of errors are recorded (default: no). */
  readonly content?: boolean
  /** Changes each text before it is recorded; a text that it throws at is left out. */
  readonly redact?: (text: string) => string
}

/** What is recorded of a text: undefined where it is left out. */
export type Recorder = (text: string) => string | undefined

export function tracerOf({ tracer }: TraceOptions): Tracer {
  return (
    tracer ?? trace.getTracerProvider().getTracer('@textgrad/runs', undefined, { schemaUrl: conventions })
  )
}

/** Undefined where no texts are to be recorded. */
export function recorderOf({ content = false, redact }: TraceOptions): Recorder | undefined {
  if (!content) return undefined
  return (text) => {
    try {
      return redact ? redact(text) : text
    } catch {
      return undefined
    }
  }
}

/** The attributes that have a value; numbers that are none have no form in JSON. */
export function known(attributes: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).filter(
      ([, value]) => value !== undefined && (typeof value !== 'number' || Number.isFinite(value)),
    ),
  )
}
