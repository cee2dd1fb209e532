import type { ParsedScript } from 'unbash'
import { parse } from 'unbash'

export type {
  ArithmeticExpression,
  ArrayValue,
  Assignment,
  Command,
  CommandNode,
  CompoundList,
  HereDoc,
  ParameterExpansionPart,
  Pipeline,
  Redirection,
  Statement,
  TestExpression,
  Word as WordNode,
  WordPart,
} from 'unbash'

export type Script = ParsedScript

/** The syntax tree of a text for bash. Never throws; errors sit on the script in which they are, also on nested ones. */
export function parseScript(text: string): Script {
  return parse(text)
}
