import { readFileSync } from 'node:fs'

import { defaults, type SimConfig, type SimOptions } from './options.ts'
import { isLoopback } from './requests/hosts.ts'

/** What the command line asks for: a text to print, or a simulator. */
export type Command = { readonly print: 'help' | 'faults' } | { readonly options: SimOptions }

const mayBeOpen = '--i-know-it-is-open'

/** Throws Error, with the argument's name, for what is not understood. */
export function commandOf(args: readonly string[]): Command {
  if (args.includes('--help') || args.includes('-h')) return { print: 'help' }
  if (args.includes('--list-faults')) return { print: 'faults' }
  const options = optionsOf(args.filter((arg) => arg !== mayBeOpen))
  const { host = defaults.host } = options
  if (isLoopback(host) || args.includes(mayBeOpen)) return { options }
  throw new Error(`refusing to listen on ${host}: add ${mayBeOpen} if you mean it`)
}

function optionsOf(args: readonly string[]): SimOptions {
  const settings: Record<string, unknown> = {}
  const faults: string[] = []
  let file: SimOptions = {}
  const rest = [...args]
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const { name, value } = argumentOf(arg, rest)
    if (name === 'config') file = JSON.parse(readFileSync(value, 'utf8')) as SimOptions
    else if (name === 'fault') faults.push(value)
    else settings[name] = settingOf(name, value)
  }
  return { ...file, ...settings, ...(faults.length > 0 && { faults: [...(file.faults ?? []), ...faults] }) }
}

/** `--reply-tokens 20` and `--reply-tokens=20`; a switch needs no value. */
function argumentOf(arg: string, rest: string[]): { readonly name: string; readonly value: string } {
  const [, written, given] = /^--([^=]+)(?:=(.*))?$/s.exec(arg) ?? []
  if (written === undefined) throw new Error(`unexpected argument "${arg}"`)
  const name = written.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
  const value = given ?? (isSwitch(name) ? 'true' : rest.shift())
  if (value === undefined) throw new Error(`--${written} needs a value`)
  return { name, value }
}

function isSwitch(name: string): boolean {
  return Object.hasOwn(defaults, name) && typeof defaults[name as keyof SimConfig] === 'boolean'
}

function settingOf(name: string, value: string): unknown {
  if (!Object.hasOwn(defaults, name) || name === 'faults' || name === 'replies') {
    throw new Error(`unknown option ${flagOf(name)}`)
  }
  const like = defaults[name as keyof SimConfig]
  if (Array.isArray(like)) return value.split(',')
  if (typeof like === 'boolean') return value !== 'false'
  if (typeof like !== 'number') return value
  const number = Number(value)
  if (value.trim() === '' || !Number.isFinite(number))
    throw new Error(`${flagOf(name)}: not a number: ${value}`)
  return number
}

function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
