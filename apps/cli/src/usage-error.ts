/** The caller's mistake, in one line; the command line ends with code 2 and nothing is written. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** Turns the TypeErrors and RangeErrors of `check` into usage errors: what it checks came from the command line. */
export async function asUsage<T>(check: () => T | Promise<T>): Promise<T> {
  try {
    return await check()
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError || isFileError(error)) {
      throw new UsageError(error.message, { cause: error })
    }
    throw error
  }
}

/** A file that was named can not be opened. */
function isFileError(error: unknown): error is Error {
  const code = (error as { code?: unknown } | null)?.code
  return (
    error instanceof Error &&
    ['ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR', 'EPERM', 'EROFS'].includes(String(code))
  )
}
