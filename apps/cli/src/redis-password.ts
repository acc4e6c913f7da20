/** The address without its password, which goes into the environment instead: there what this program starts finds it. */
export function passwordAside(address: string): string {
  const url = URL.parse(address)
  if (!url || url.password === '') return address
  process.env['TEXTGRAD_REDIS_PASSWORD'] = decodeURIComponent(url.password)
  url.password = ''
  return url.href
}

/**
 * The address of a Redis with the password of the environment, where it has none of its own: a command line is read by
 * everybody who sees the machine's processes.
 */
export function withPassword(typed: string): string {
  const password = process.env['TEXTGRAD_REDIS_PASSWORD'] ?? ''
  const url = URL.parse(typed)
  if (password === '' || !url || url.password !== '') return typed
  url.password = encodeURIComponent(password)
  return url.href
}
