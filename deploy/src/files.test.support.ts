import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { DockerfileParser, type Instruction } from 'dockerfile-ast'
import { parse, parseAllDocuments } from 'yaml'

export const folder = join(import.meta.dirname, '..')
export const repository = join(folder, '..')

export const read = (name: string): string => readFileSync(join(folder, name), 'utf8')

/** The parts of a manifest, or the one of a compose file, as YAML's parser sees them: throws for what is none. */
export function documents(name: string): readonly unknown[] {
  return parseAllDocuments(read(name), { merge: true, strict: true }).map((document) => {
    if (document.errors.length > 0) throw document.errors[0]!
    return document.toJS() as unknown
  })
}

export interface ComposeService {
  readonly image: string
  readonly command: readonly string[]
  readonly environment?: readonly string[]
  readonly healthcheck?: { readonly test: readonly [string, ...string[]] }
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly stop_grace_period?: string
}

export interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>
  readonly volumes: Readonly<Record<string, null>>
}

export function compose(): Compose {
  return parse(read('compose.yaml'), { merge: true, strict: true }) as Compose
}

/** What a container of the image starts with, as its Dockerfile says. */
export function entrypoint(): readonly string[] {
  const [last] = instructions('ENTRYPOINT').slice(-1)
  return JSON.parse(last!.getArgumentsContent()!) as string[]
}

/** The instructions of the Dockerfile, in their order. */
export function instructions(keyword?: string): readonly Instruction[] {
  const all = DockerfileParser.parse(read('Dockerfile')).getInstructions()
  return keyword === undefined ? all : all.filter((one) => one.getKeyword() === keyword)
}
