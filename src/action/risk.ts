/**
 * The blast radius of an action: if this is wrong, how hard is it to undo? Mildest first.
 *
 * `reversible` is a local write that git or gater's undo can take back; `unknown` runs code that cannot be judged;
 * `external` leaves the machine.
 */
export const risks = [
  'read',
  'reversible',
  'unknown',
  'irreversible',
  'external',
  'production',
  'payment',
] as const

export type Risk = (typeof risks)[number]

/** What lifts any risk: `secret` reads or shows credentials, `latent` is executed later without being asked. */
export const attributes = ['secret', 'latent'] as const

export type Attribute = (typeof attributes)[number]

/** A class that a finding may carry and a hard gate may name. */
export type RiskClass = Risk | Attribute

/** The worse of two risks. */
export function worse(a: Risk, b: Risk): Risk {
  return risks.indexOf(a) >= risks.indexOf(b) ? a : b
}

export function isRisk(name: string): name is Risk {
  return (risks as readonly string[]).includes(name)
}
