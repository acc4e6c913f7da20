import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** A process, told apart from a later one that was given the same number. */
export interface ProcessIdentity {
  readonly pid: number
  /** The machine, and the part of it in which the number means this process. */
  readonly host: string
  /** When it began, as the system says; empty where it does not. */
  readonly began: string
}

/** This process. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, host: ownHost(), began: beginningOf(process.pid) ?? '' }
}

/** Whether a process is still there; undefined for one of another machine or container. */
export function isAlive({ pid, host, began }: ProcessIdentity): boolean | undefined {
  if (host !== ownHost()) return undefined
  if (!answers(pid) || isZombie(pid)) return false
  const found = beginningOf(pid)
  return found === undefined || began === '' || found === began
}

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // One of another user is there, but may not be asked.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Two containers may have the same name and the same process numbers. */
function ownHost(): string {
  const space = quietly(() => readlinkSync('/proc/self/ns/pid')) ?? ''
  const boot = quietly(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()) ?? ''
  return [hostname(), boot.slice(0, 8), /\d+/.exec(space)?.[0] ?? ''].filter((part) => part !== '').join('/')
}

function beginningOf(pid: number): string | undefined {
  return process.platform === 'linux' ? beginningOnLinux(pid) : beginningByPs(pid)
}

/** Clock ticks since the machine was started (proc_pid_stat(5), field 22). */
function beginningOnLinux(pid: number): string | undefined {
  return statOf(pid)?.[19]
}

/** It has ended, and nobody has asked how. */
function isZombie(pid: number): boolean {
  return statOf(pid)?.[0] === 'Z'
}

/** The fields of proc_pid_stat(5) from the third on; the name before them may hold spaces. */
function statOf(pid: number): string[] | undefined {
  const stat = quietly(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
}

function beginningByPs(pid: number): string | undefined {
  if (process.platform === 'win32') return undefined
  const told = quietly(() => execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }))
  return told?.trim()
}

function quietly<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
