/** A number for reading: 4 significant digits, thousands apart, `–` where there is none. */
export function figure(value: number | null | undefined): string {
  if (typeof value !== 'number' || Number.isNaN(value)) return '–'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  const size = Math.abs(value)
  if (Number.isInteger(value) && size < 1e9) return signed(grouped(value))
  if (size >= 1e6 || size < 1e-3) return signed(grouped(Number(value.toExponential(3))))
  return signed(grouped(Number(value.toPrecision(4))))
}

/** A change from one number to another, with its sign and the decimals that the two are shown with. */
export function difference(from: number, to: number): string {
  // A score that is no number arrives as null where events were stored as JSON.
  if (!Number.isFinite(from) || !Number.isFinite(to)) return '–'
  const change = to - from
  if (change === 0) return '±0'
  const rounded = Number(change.toFixed(Math.max(decimals(from), decimals(to))))
  const shown = figure(rounded === 0 ? Number(change.toPrecision(2)) : rounded)
  return change > 0 ? `+${shown}` : shown
}

function decimals(value: number): number {
  return figure(value).split('.')[1]?.replace(/\D.*/, '').length ?? 0
}

export function dollars(amount: number): string {
  if (amount === 0) return '$0'
  return `$${amount < 1 ? String(Number(amount.toPrecision(2))) : amount.toFixed(2)}`
}

/** Milliseconds in words: `3 min 20 s`. */
export function duration(milliseconds: number): string {
  if (Math.round(milliseconds) < 1000) return `${Math.round(milliseconds)} ms`
  const seconds = milliseconds / 1000
  if (Number(seconds.toPrecision(2)) < 60) return `${Number(seconds.toPrecision(2))} s`
  const minutes = Math.floor(Math.round(seconds) / 60)
  if (minutes < 60) return `${minutes} min ${Math.round(seconds) % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** Milliseconds since 1970 as a date in UTC, so that it reads the same everywhere. */
export function instant(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** `1 step`, `2 steps`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${figure(number)} ${number === 1 ? one : many}`
}

function grouped(value: number): string {
  const [whole, fraction] = String(value).split('.')
  const parts = /\d{5}/.test(whole!) ? whole!.replaceAll(/(?<=\d)(?=(?:\d{3})+$)/g, '\u202f') : whole!
  return fraction === undefined ? parts : `${parts}.${fraction}`
}

function signed(text: string): string {
  return text.replaceAll('-', '−')
}
