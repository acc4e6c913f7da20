import type { RunEvent } from '@textgrad/core'
import type { Tracing } from '@textgrad/runs/otel'

import { secretsIn } from './addresses.ts'
import { UsageError } from './usage-error.ts'
import { version } from './version.ts'

/** Where a run is recorded as OpenTelemetry spans. */
export interface Traces extends AsyncDisposable {
  /** The spans of a run whose events go on to `emit`. */
  of(emit: (event: RunEvent) => Promise<void>): Tracing
  /** Sends what is left, and says on standard error if anything could not be sent. */
  [Symbol.asyncDispose](): Promise<void>
}

export interface TracesOptions {
  /** As it was typed; without it, what OTEL_EXPORTER_OTLP_ENDPOINT or ..._TRACES_ENDPOINT say. */
  readonly endpoint: string | undefined
  /** Addresses that may hold passwords. */
  readonly addresses: readonly (string | undefined)[]
}

/**
 * Opens what sends spans to an OTLP endpoint over HTTP; undefined where none is named. Prompts and replies are left out,
 * unless OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT is true; keys are struck out of them.
 * @throws UsageError for an address that is none and where OpenTelemetry is not installed.
 */
export async function openTraces({ endpoint, addresses }: TracesOptions): Promise<Traces | undefined> {
  const { env } = process
  const named = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_ENDPOINT']
  const isOff = env['OTEL_SDK_DISABLED'] === 'true' || env['OTEL_TRACES_EXPORTER'] === 'none'
  if (endpoint === undefined && (isOff || !named)) return undefined
  const url = endpoint === undefined ? undefined : tracesURL(endpoint)
  const { resources, sdk, otlp, otel } = await load(
    endpoint === undefined ? 'OTEL_EXPORTER_OTLP_ENDPOINT' : '--otlp',
  )
  const exporter = new otlp.OTLPTraceExporter({ ...(url !== undefined && { url }), timeoutMillis: 5000 })
  let failure: Error | undefined
  const watched = {
    export(...[spans, done]: Parameters<typeof exporter.export>): void {
      exporter.export(spans, (result) => {
        const code: number = result.code
        if (code !== 0) failure = result.error ?? new Error('the endpoint refused them')
        done(result)
      })
    },
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  }
  const { resourceFromAttributes, resourceAttributesEnvDetector, serviceNameEnvDetector } = resources
  const resource = resources
    .defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'textgrad', 'service.version': version }))
    .merge(resources.detectResources({ detectors: [resourceAttributesEnvDetector, serviceNameEnvDetector] }))
  const processor = new sdk.BatchSpanProcessor({ exporter: watched })
  const provider = new sdk.TracerProvider({ resource, spanProcessors: [processor] })
  const content = env['OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT'] === 'true'
  const redact = redactor(secretsIn(addresses, env))
  return {
    of: (emit) =>
      otel.tracing({ tracer: provider.getTracer('@textgrad/cli', version), content, redact, emit }),
    async [Symbol.asyncDispose]() {
      await provider.shutdown().catch((error: Error) => (failure ??= error))
      if (failure) process.stderr.write(`Traces could not be sent: ${redact(failure.message)}\n`)
    },
  }
}

/** As for OTEL_EXPORTER_OTLP_ENDPOINT, the path of traces is added to an address. */
function tracesURL(endpoint: string): string {
  const url = URL.parse(endpoint)
  if (!url || !/^https?:$/.test(url.protocol)) throw new UsageError('--otlp must be an http or https URL')
  if (!url.pathname.endsWith('/v1/traces')) url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`
  return url.href
}

/** OpenTelemetry is large and seldom wanted: it is there only for who installs it. */
async function load(wanted: string) {
  try {
    const [resources, sdk, otlp, otel] = await Promise.all([
      import('@opentelemetry/resources'),
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@textgrad/runs/otel'),
    ])
    return { resources, sdk, otlp, otel }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause
    const names = ['api', 'resources', 'sdk-trace', 'exporter-trace-otlp-http']
    const packages = names.map((name) => `@opentelemetry/${name}`).join(' ')
    throw new UsageError(`${wanted} needs OpenTelemetry: npm install ${packages}`, { cause })
  }
}

function redactor(secrets: readonly string[]): (text: string) => string {
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text)
}
