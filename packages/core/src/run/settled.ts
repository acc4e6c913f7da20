/** Waits for all, then throws the first failure: nothing is still under way behind the caller's back. */
export async function settled<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const done = await Promise.allSettled(work)
  return done.map((one) => {
    if (one.status === 'rejected') throw one.reason
    return one.value
  })
}
