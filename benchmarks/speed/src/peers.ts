import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'

/** Others' programs and libraries, and how each says its version. */
const versions = {
  Python: () => said('/usr/bin/python3', '--version'),
  'Python RDKit': () => module('/usr/bin/python3', 'rdkit'),
  // Of the first python3 on the path, which is the one that is measured.
  scipy: () => module('python3', 'scipy'),
  numpy: () => module('python3', 'numpy'),
  'AutoDock Vina': () => said('vina', '--version'),
  'Open Babel': () => said('obabel', '-V'),
  bubblewrap: () => said('bwrap', '--version'),
  Redis: () => said('redis-server', '--version'),
  BullMQ: () => packageVersion('bullmq'),
  'openai (npm)': () => packageVersion('openai'),
}

export type Peer = keyof typeof versions

/** Their versions; 'missing' for what is not here. */
export function versionsOf(peers: readonly Peer[]): Readonly<Record<string, string>> {
  return Object.fromEntries(peers.map((peer) => [peer, versions[peer]() ?? 'missing']))
}

function said(program: string, ...args: readonly string[]): string | undefined {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  return status === 0 ? /\d+(\.\d+)+/.exec(stdout + stderr)?.[0] : undefined
}

function module(python: string, name: string): string | undefined {
  return said(python, '-c', `import ${name}; print(${name}.__version__)`)
}

function packageVersion(name: string): string | undefined {
  const file = findPackageJSON(name, import.meta.url)
  return file === undefined
    ? undefined
    : (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
