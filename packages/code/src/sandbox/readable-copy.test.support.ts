import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'

export interface ReadableCopy extends Disposable {
  /** The folder that was asked for. */
  readonly folder: string
  readonly node: string
}

/**
 * A copy of the package that holds a folder, with all packages that it depends on and Node.js, where every user can read it: a
 * checkout often is in a folder of its owner alone.
 */
export function readableCopy(folder: string): ReadableCopy {
  const root = parentWith(folder, 'pnpm-workspace.yaml')
  const paths = new Set<string>()
  addPackage(parentWith(folder, 'package.json'), paths)
  const copy = mkdtempSync(join(tmpdir(), 'readable-'))
  const names = [...paths].map((path) => relative(root, path))
  execFileSync('cp', ['-a', '--parents', ...names, copy], { cwd: root })
  execFileSync('chmod', ['-R', 'a+rX', copy])
  const node = join(copy, 'node')
  copyFileSync(process.execPath, node)
  chmodSync(node, 0o755)
  return {
    folder: join(copy, relative(root, folder)),
    node,
    [Symbol.dispose]: () => rmSync(copy, { recursive: true }),
  }
}

/** Adds a package and what it depends on: real folders, and the links by which they are found. */
function addPackage(folder: string, paths: Set<string>): void {
  if (paths.has(folder)) return
  paths.add(folder)
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly dependencies?: Readonly<Record<string, string>>
  }
  for (const name of Object.keys(dependencies)) {
    const link = join('node_modules', name)
    const found = join(parentWith(folder, link), link)
    if (lstatSync(found).isSymbolicLink()) paths.add(found)
    addPackage(realpathSync(found), paths)
  }
}

/** The nearest folder, from this one upwards, that holds something. */
function parentWith(folder: string, name: string): string {
  if (existsSync(join(folder, name))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error(`${name} is missing`)
  return parentWith(parent, name)
}
