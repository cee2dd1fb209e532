import * as v from 'valibot'
import { GaterError } from '../action/error.ts'

/** The input of a tool, as the model gave it. */
export type Input = Readonly<Record<string, unknown>>

/** Reads a tool's input. Throws `GaterError`, for the model, where it is not of this shape. */
export function parseInput<const S extends v.GenericSchema>(
  schema: S,
  input: unknown,
): v.InferOutput<S> {
  const parsed = v.safeParse(schema, input)
  if (parsed.success) return parsed.output
  const issue = parsed.issues[0]
  throw new GaterError(
    `the tool's input is not understood: ${v.getDotPath(issue)}: ${issue.message}`,
  )
}

/** A field of a tool's input that must be text. */
export function field(input: Input, name: string): string {
  return parseInput(v.object({ [name]: v.string() }), input)[name] as string
}

/** Reads an event of an agent's hook. Throws `GaterError` for one that gater does not know. */
export function parseEvent<const S extends v.GenericSchema>(
  agent: string,
  schema: S,
  event: unknown,
): v.InferOutput<S> {
  const parsed = v.safeParse(schema, event)
  if (parsed.success) return parsed.output
  const issue = parsed.issues[0]
  throw new GaterError(
    `an event of ${agent}'s hook that gater does not know: ${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}`,
  )
}

export function isInput(input: unknown): input is Input {
  return typeof input === 'object' && input !== null && !Array.isArray(input)
}
