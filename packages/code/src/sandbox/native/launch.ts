/** How one process is started and ended. */
export interface Launch {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** The user and group to become, where this process is root. */
  readonly user?: number | undefined
  /** A filter of system calls that is handed over on descriptor 4; descriptor 5 then tells the root of the processes. */
  readonly filter?: Buffer | undefined
  /** A descriptor that it gets as its standard input, which is empty otherwise. */
  readonly input?: number | undefined
  readonly detached: boolean
  /** Kills a root with all below it. */
  readonly kill: (root: number) => void
  readonly started?: ((pid: number) => void) | undefined
  /** Told when the process is gone. */
  readonly ended?: ((pid: number) => void) | undefined
}

export function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    // It is gone already.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
