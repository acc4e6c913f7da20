import { existsSync, lstatSync, readlinkSync } from 'node:fs'

/** Where bwrap reads the filter, and where it tells the process that it made. */
const filterDescriptor = 4
const infoDescriptor = 5

export type Shown = string | readonly [from: string, to: string]

export interface Room {
  /** What is shown beyond /usr, read-only, such as the folder of another Python; a pair shows it in another place. */
  readonly show: readonly Shown[]
  readonly hashSeed: number
  /** Bytes that all files in /tmp may take together. */
  readonly filesBytes: number
}

const systemFolders = ['/usr/bin', '/usr/lib', '/usr/lib64', '/usr/lib32', '/usr/libexec']
const links = ['/bin', '/lib', '/lib64', '/lib32']

/**
 * The walls. The order matters: a remount binds what was mounted before it. /proc and /dev are made read-only because
 * a program could write kernel settings through them, and the root because its size has no bound.
 */
export function roomArguments({ show, hashSeed, filesBytes }: Room): readonly string[] {
  return [
    ...walls,
    ...option('--setenv', 'PYTHONHASHSEED', hashSeed),
    ...systemFolders.filter((folder) => existsSync(folder)).flatMap((folder) => readOnly(folder)),
    ...links.flatMap(linkOrFolder),
    ...show.flatMap((one) => (typeof one === 'string' ? readOnly(one) : readOnly(...one))),
    ...option('--proc', '/proc'),
    ...option('--dev', '/dev'),
    ...option('--size', filesBytes),
    ...option('--perms', 1777),
    ...option('--tmpfs', '/tmp'),
    ...['/dev', '/proc', '/'].flatMap((folder) => option('--remount-ro', folder)),
    ...option('--chdir', '/tmp'),
    ...option('--uid', 65534),
    ...option('--gid', 65534),
    ...option('--cap-drop', 'ALL'),
    ...option('--seccomp', filterDescriptor),
    ...option('--info-fd', infoDescriptor),
  ]
}

/**
 * The program is the first process of its namespace, rather than a child of bwrap's own: bwrap would end with the program
 * and leave that first process to be reaped by whoever is there, in a container often nobody.
 */
const walls = [
  '--unshare-all',
  '--unshare-user',
  '--disable-userns',
  '--as-pid-1',
  '--die-with-parent',
  '--new-session',
  '--clearenv',
  '--hostname',
  'box',
  '--setenv',
  'PATH',
  '/usr/bin',
]

const option = (...words: readonly (string | number)[]): readonly string[] => words.map(String)
const readOnly = (from: string, to = from): readonly string[] => ['--ro-bind', from, to]

function linkOrFolder(path: string): readonly string[] {
  if (!existsSync(path)) return []
  return lstatSync(path).isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : readOnly(path)
}
