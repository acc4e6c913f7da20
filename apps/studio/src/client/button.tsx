import type { ComponentProps } from 'react'

interface Props extends ComponentProps<'button'> {
  /** Whether it does nothing now. */
  readonly isOff?: boolean
}

/**
 * A button that keeps focus while it does nothing: one that is disabled loses it, and who goes by keys would begin the page
 * anew.
 */
export function Button({ isOff = false, onClick, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={isOff || undefined}
      onClick={(event) => {
        if (isOff) event.preventDefault()
        else onClick?.(event)
      }}
    />
  )
}
