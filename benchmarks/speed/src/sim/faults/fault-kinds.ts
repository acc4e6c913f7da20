/**
 * Where a fault acts:
 * - pre: instead of the model; nothing is paid, unless `paid` says so
 * - content: on the text of the answer
 * - envelope: on the JSON around it
 * - wire: on the bytes of the reply
 * - stream: on the event stream alone; without effect on a plain request
 */
type FaultStage = 'pre' | 'content' | 'envelope' | 'wire' | 'stream'

export interface FaultKind {
  readonly stage: FaultStage
  readonly paid: boolean
  /** Of an error instead of an answer. */
  readonly status?: number
  readonly type?: string
  readonly code?: string | null
  readonly message?: string
  /** What the error has instead of JSON. */
  readonly body?: 'html' | 'empty' | 'text'
  /** What happens to the connection instead of an answer. */
  readonly conn?: 'reset' | 'close' | 'hang'
}

const connectionFaults: Readonly<Record<string, FaultKind>> = {
  reset: { stage: 'pre', paid: false, conn: 'reset' },
  reset_paid: { stage: 'pre', paid: true, conn: 'reset' },
  close: { stage: 'pre', paid: false, conn: 'close' },
  hang: { stage: 'pre', paid: false, conn: 'hang' },
  hang_paid: { stage: 'pre', paid: true, conn: 'hang' },
}

const wireFaults = [
  'hang_headers',
  'reset_mid',
  'short_body',
  'drip',
  'html_200',
  'wrong_type',
  'cut_json',
  'empty_body',
  'json_null',
  'json_array',
  'invalid_utf8',
  'bom',
  'gzip_bomb',
  'deep_json',
  'proto_key',
]

const contentFaults = [
  'huge',
  'empty_content',
  'null_content',
  'blank_content',
  'refusal',
  'length',
  'filtered',
  'lone_surrogate',
  'control_chars',
  'bidi',
  'xss',
  'injection',
  'tags_missing',
  'tags_unclosed',
  'tags_unopened',
  'tags_twice',
  'tags_nested',
  'tags_swapped',
  'tags_case',
  'tags_escaped',
  'tags_fenced',
  'tags_attr',
  'tags_spaced',
  'tags_wrong',
  'tags_empty',
  'tags_many',
]

const envelopeFaults = [
  'no_choices',
  'no_message',
  'no_usage',
  'usage_zero',
  'usage_string',
  'usage_negative',
  'other_model',
  'error_200',
]

const streamFaults = [
  'sse_no_done',
  'sse_cut',
  'sse_stall',
  'sse_error',
  'sse_bad_json',
  'sse_split',
  'sse_twice',
]

/** Every fault by name. */
export const faultKinds: Readonly<Record<string, FaultKind>> = {
  429: error(429, 'requests', 'rate_limit_exceeded', 'Rate limit reached (simulated).'),
  quota: error(
    429,
    'insufficient_quota',
    'insufficient_quota',
    'You exceeded your current quota (simulated).',
  ),
  400: error(400, 'invalid_request_error', null, 'Bad request (simulated).'),
  401: error(401, 'invalid_request_error', 'invalid_api_key', 'Incorrect API key provided: ${key}.'),
  403: error(403, 'invalid_request_error', 'unsupported_country_region_territory', 'Forbidden (simulated).'),
  404: error(
    404,
    'invalid_request_error',
    'model_not_found',
    'The model `${model}` does not exist (simulated).',
  ),
  408: error(408, 'timeout', null, 'Request timeout (simulated).'),
  409: error(409, 'conflict', null, 'Conflict (simulated).'),
  413: error(413, 'invalid_request_error', 'request_too_large', 'Request too large (simulated).'),
  context: error(
    400,
    'invalid_request_error',
    'context_length_exceeded',
    "This model's maximum context length is exceeded (simulated).",
  ),
  policy: error(
    400,
    'invalid_request_error',
    'content_policy_violation',
    'Rejected by the safety system (simulated).',
  ),
  500: error(500, 'server_error', null, 'The server had an error (simulated).'),
  502: { ...error(502, 'bad_gateway', null, ''), body: 'html' },
  503: error(503, 'server_error', 'overloaded', 'The engine is overloaded (simulated).'),
  504: { ...error(504, 'gateway_timeout', null, ''), body: 'html' },
  529: error(529, 'overloaded_error', 'overloaded', 'Overloaded (simulated).'),
  error_empty: { ...error(500, '', null, ''), body: 'empty' },
  error_not_json: { ...error(500, '', null, ''), body: 'text' },
  ...connectionFaults,
  ...paid('wire', wireFaults),
  ...paid('content', contentFaults),
  ...paid('envelope', envelopeFaults),
  ...paid('stream', streamFaults),
}

export const faultNames = Object.keys(faultKinds)

function error(status: number, type: string, code: string | null, message: string): FaultKind {
  return { stage: 'pre', paid: false, status, type, code, message }
}

function paid(stage: FaultStage, names: readonly string[]): Record<string, FaultKind> {
  return Object.fromEntries(names.map((name) => [name, { stage, paid: true }]))
}
