import { runsAddress } from './place.ts'
import { Plain } from './text.tsx'

/** A run that can not be shown, why, and the way to those that can. */
export function NoRun({ id, error }: { id: string; error: string }) {
  return (
    <>
      <h1>
        <Plain text={id} />
      </h1>
      <p className="remark">
        <Plain text={error} />
      </p>
      <p>
        <a href={runsAddress}>All runs</a>
      </p>
    </>
  )
}
