import { z } from 'zod'

import { checkedValue } from '../codec/codec.ts'
import type { Value } from '../codec/value.ts'

export const valueSchema = z.custom<Value>((data) => {
  try {
    checkedValue(data)
    return true
  } catch {
    return false
  }
}, 'is no data: tuples are {"$tuple": [...]}, 6.0 is {"$float": 6}')

export const toleranceSchema = z
  .strictObject({ absolute: z.number().min(0), relative: z.number().min(0) })
  .partial()
