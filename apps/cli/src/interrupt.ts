/**
 * Aborts on the first Ctrl-C, so that work ends in order; the second one ends the program at once. `hint` says what can be
 * done afterwards, as whole lines; `happens` says what happens now.
 */
export function interruptSignal(
  hint: () => string = () => '',
  happens = 'Stopping when what is under way has come in; press Ctrl-C again to stop at once.',
): {
  readonly signal: AbortSignal
  [Symbol.dispose](): void
} {
  const controller = new AbortController()
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130)
    process.stderr.write(`\n${happens}\n${hint()}`)
    controller.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
    },
  }
}
