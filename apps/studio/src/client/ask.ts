import { useEffect, useState } from 'react'

import type { WireText } from '../model/wire.ts'
import { source } from './source.ts'

/** How many events are kept that were asked for. */
const most = 40

/** The events that were asked for last: what one tells never changes, and leafing through steps asks for the same ones. */
const kept = new Map<string, unknown>()

/** Asks the server. Rejects with an Error that says what it refused. */
export async function ask<T>(path: string, signal?: AbortSignal): Promise<T> {
  if (kept.has(path)) return kept.get(path) as T
  const response = await answered(source().ask(path, signal))
  if (!response.ok) throw new Error(refusalIn(await response.text()) || statusOf(response))
  const answer = (await response.json()) as T
  if (/\/events\/\d+$/.test(path)) keep(path, answer)
  return answer
}

function keep(path: string, answer: unknown): void {
  kept.set(path, answer)
  const [oldest] = kept.keys()
  if (kept.size > most) kept.delete(oldest!)
}

/** A request, or an Error that says that nobody answers. */
export function answered(request: Promise<Response>): Promise<Response> {
  return request.catch((cause: unknown) => {
    throw new Error('The studio does not answer: it may have ended', { cause })
  })
}

/** Why the server refused: as JSON where it knew what was asked, and as text where it would not know. */
function refusalIn(text: string): string {
  try {
    return (JSON.parse(text) as { readonly error?: string }).error ?? ''
  } catch {
    return text
  }
}

const statusOf = ({ status, statusText }: Response): string => `${status} ${statusText}`

export interface Asked<T> {
  readonly answer?: T
  readonly error?: string
}

/** What the server says at a path; asked again when `version` changes, and the answer before stays meanwhile. */
export function useAsked<T>(path: string, version: unknown = 0): Asked<T> {
  const [asked, set] = useState<Asked<T> & { readonly path?: string }>({})
  useEffect(() => {
    const controller = new AbortController()
    ask<T>(path, controller.signal).then(
      (answer) => set({ answer, path }),
      (error: Error) => {
        if (!controller.signal.aborted) set({ error: error.message, path })
      },
    )
    return () => controller.abort()
  }, [path, version])
  return asked.path === path ? asked : {}
}

/** Where the whole of a text is whose beginning was sent; `address` is that of its event. */
export function pathOfText({ at }: Exclude<WireText, string>, address: string): string {
  return `${address}/text?at=${encodeURIComponent(at)}`
}

export async function askText(path: string, signal?: AbortSignal): Promise<string> {
  const response = await answered(source().ask(path, signal))
  if (!response.ok) throw new Error(refusalIn(await response.text()) || statusOf(response))
  return response.text()
}

/** All of a text; missing until it is there. */
export function useWholeText(
  text: WireText,
  address: string,
): { readonly text?: string; readonly error?: string } {
  const [asked, set] = useState<{ readonly text?: string; readonly error?: string }>({})
  const path = typeof text === 'string' ? undefined : pathOfText(text, address)
  useEffect(() => {
    if (path === undefined) return
    const controller = new AbortController()
    set({})
    askText(path, controller.signal).then(
      (whole) => set({ text: whole }),
      (error: Error) => {
        if (!controller.signal.aborted) set({ error: error.message })
      },
    )
    return () => controller.abort()
  }, [path])
  return typeof text === 'string' ? { text } : asked
}
