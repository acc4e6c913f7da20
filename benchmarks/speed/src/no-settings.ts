import type { ConfigSchema } from '@textgrad/core'

/** Of a task that has no settings. */
export const noSettings: ConfigSchema<null> = {
  '~standard': {
    version: 1,
    vendor: 'textgrad',
    validate: () => ({ value: null }),
    jsonSchema: { input: () => ({ type: 'null' }) },
  },
}
