const loopback = new Set(['127.0.0.1', '::1', '[::1]', 'localhost'])

export function isLoopback(host: string): boolean {
  return loopback.has(host)
}

/** Whether a Host header names this machine: a web page whose name was pointed here does not (DNS rebinding). */
export function isHostAllowed(header: string | undefined, others: readonly string[]): boolean {
  if (!header) return false
  const end = header.startsWith('[') ? header.indexOf(']') + 1 : header.indexOf(':')
  const name = (end < 0 ? header : header.slice(0, end)).toLowerCase()
  return isLoopback(name) || others.includes(name)
}
