/** How long the parts of one request may take, in milliseconds. */
export interface RequestTimeouts {
  /** To the server, with TLS (default: 10 s). The request was not sent, and is not paid. */
  readonly connect?: number | undefined
  /**
   * From the start to the first byte of the answer, its headers (default: as `total`). A server that does not stream
   * sends them with the reply, so this is the time that the model takes.
   */
  readonly firstByte?: number | undefined
  /** Without a further byte once the answer has begun (default: 5 minutes). */
  readonly idle?: number | undefined
  /** From the start to the last byte (default: 20 minutes, which reasoning models may take). */
  readonly total?: number | undefined
}

export interface RequestLimits {
  readonly connect: number
  readonly firstByte: number
  readonly idle: number
  readonly total: number
}

const minute = 60_000
/** What Node.js can wait for. */
const longest = 2 ** 31 - 1

/** All limits of a request; a number is its total. Throws RangeError, naming the limit, where it is not above 0. */
export function requestLimits(timeout: number | RequestTimeouts = {}): RequestLimits {
  const isTotal = typeof timeout === 'number'
  const { connect, firstByte, idle, total } = isTotal ? ({ total: timeout } as RequestTimeouts) : timeout
  const all = total ?? 20 * minute
  const limits = {
    connect: connect ?? 10_000,
    firstByte: firstByte ?? all,
    idle: idle ?? 5 * minute,
    total: all,
  }
  for (const [name, value] of Object.entries(limits)) {
    if (value > 0) continue
    const which = isTotal ? 'timeout' : `timeout.${name}`
    throw new RangeError(`${which} must be a number of milliseconds above 0, not ${value}`)
  }
  return { ...limits, connect: Math.min(limits.connect, longest) }
}
