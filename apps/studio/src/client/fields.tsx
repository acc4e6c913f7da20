import { useState } from 'react'

import type { Field, Problem, Values } from '../model/orders.ts'
import { Plain } from './text.tsx'

type Typed = Readonly<Record<string, string | boolean>>

/** What is typed into the fields of a form. */
export interface FieldsForm {
  readonly typed: Typed
  /** What differs from what would be taken by itself: what is sent. */
  readonly values: Values
  set(name: string, value: string | boolean): void
}

export function useFields(fields: readonly Field[]): FieldsForm {
  const [changed, setChanged] = useState<Typed>({})
  const typed = Object.fromEntries(fields.map((field) => [field.name, changed[field.name] ?? startOf(field)]))
  return {
    typed,
    values: valuesOf(fields, typed),
    set: (name, value) => setChanged((before) => ({ ...before, [name]: value })),
  }
}

function startOf({ type, default: usual }: Field): string | boolean {
  if (type === 'boolean') return usual === true
  return usual === undefined ? '' : String(usual)
}

function valuesOf(fields: readonly Field[], typed: Typed): Values {
  return Object.fromEntries(
    fields.flatMap((field): [string, string | boolean | readonly string[]][] => {
      const value = typed[field.name] ?? ''
      if (value === startOf(field) || value === '') return []
      if (!field.multiple || typeof value === 'boolean') return [[field.name, value]]
      const lines = value.split('\n').filter((line) => line.trim() !== '')
      return lines.length === 0 ? [] : [[field.name, lines]]
    }),
  )
}

interface Props {
  readonly fields: readonly Field[]
  readonly form: FieldsForm
  readonly problems: readonly Problem[]
  /** Tells the fields of two forms of a page apart. */
  readonly name: string
}

/** A labelled input for each field, with what it is for and what is wrong with it. */
export function Fields({ fields, form, problems, name }: Props) {
  return (
    <div className="fields">
      {fields.map((field) => {
        const own = problems.filter((one) => one.field === field.name)
        const id = `${name}-${field.name}`
        const described = `${id}-about${own.length > 0 ? ` ${id}-problem` : ''}`
        const shared = { id, 'aria-describedby': described, 'aria-invalid': own.length > 0 }
        return (
          <div key={field.name} className={`field ${field.type}`}>
            <label htmlFor={id}>{field.name.replaceAll('-', ' ')}</label>
            <Input {...{ field, shared, form }} />
            <p id={`${id}-about`} className="about">
              {aboutOf(field)}
            </p>
            {own.length > 0 && (
              <p id={`${id}-problem`} className="refused">
                <Plain text={own.map(({ message }) => message).join('; ')} />
              </p>
            )}
          </div>
        )
      })}
    </div>
  )
}

function aboutOf({ description, multiple, path, example, default: usual }: Field): string {
  const parts = [description]
  if (multiple) parts.push('One per line.')
  if (path) parts.push('A file or folder below the folder of the studio.')
  if (example !== undefined && usual === undefined) parts.push(`Such as: ${example}`)
  return parts.map((part) => (/[.!?]$/.test(part) || part === parts.at(-1) ? part : `${part}.`)).join(' ')
}

interface InputProps {
  readonly field: Field
  readonly form: FieldsForm
  readonly shared: object
}

function Input({ field: { name, type, options, multiple, path }, form, shared }: InputProps) {
  const value = form.typed[name] ?? ''
  if (typeof value === 'boolean') {
    return (
      <input
        type="checkbox"
        {...shared}
        checked={value}
        onChange={({ target }) => form.set(name, target.checked)}
      />
    )
  }
  const set = ({ target }: { target: { value: string } }): void => form.set(name, target.value)
  if (options && !multiple) {
    return (
      <select {...shared} value={value} onChange={set}>
        {(options.includes(value) ? options : ['', ...options]).map((option) => (
          <option key={option} value={option}>
            {option === '' ? '(by itself)' : option}
          </option>
        ))}
      </select>
    )
  }
  if (type === 'string' && !path) {
    return <textarea {...shared} rows={multiple ? 2 : 1} spellCheck={false} value={value} onChange={set} />
  }
  const mode = type === 'integer' ? 'numeric' : type === 'number' ? 'decimal' : 'text'
  return <input type="text" {...shared} inputMode={mode} autoComplete="off" value={value} onChange={set} />
}
