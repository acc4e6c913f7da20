type Given<T> = { -readonly [K in keyof T]?: Exclude<T[K], undefined> }

/** The fields of `fields` that have a value. */
export function given<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>
}
