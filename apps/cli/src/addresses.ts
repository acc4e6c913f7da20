/** An address without the password or key that it may hold: those are never kept. */
export function withoutSecrets(address: string): string {
  const url = URL.parse(address)
  if (!url || (url.username === '' && url.password === '' && url.search === '')) return address
  url.username = ''
  url.password = ''
  url.search = ''
  return url.href
}

/** An engine that is named by its address, such as `update=http://host/v1#model`, without what is secret in it. */
export function nameWithoutSecrets(typed: string): string {
  const [, purpose = '', address] = /^([a-z]+=)?(https?:.*)$/is.exec(typed) ?? []
  return address === undefined ? typed : `${purpose}${withoutSecrets(address)}`
}

/** What is secret in addresses, and in what the environment says. */
export function secretsIn(addresses: readonly (string | undefined)[], env: NodeJS.ProcessEnv): string[] {
  const parts = addresses.flatMap((address) => {
    const url = URL.parse(address ?? '')
    return url ? [url.password, decodeURIComponent(url.password), ...url.searchParams.values()] : []
  })
  const keys = Object.entries(env).flatMap(([name, value]) =>
    /(KEY|TOKEN|SECRET|PASSWORD|HEADERS)$/.test(name) ? [value?.trim() ?? ''] : [],
  )
  // What is shorter is a part of ordinary words.
  const secrets = [...parts, ...keys].filter((secret) => secret.length >= 8)
  return [...new Set(secrets)].toSorted((a, b) => b.length - a.length)
}
