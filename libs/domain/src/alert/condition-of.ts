import type { AlertCondition, AlertConditionType } from './alert-condition';

type Parameters = Readonly<Record<string, unknown>>;

/** Returns the condition of a rule whose parameters are named and checked as REST has them. */
export function conditionOf(type: AlertConditionType, parameters: Parameters): AlertCondition {
  return { ...(inCamelCase(parameters) as object), type } as AlertCondition;
}

function inCamelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inCamelCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      inCamelCase(inner),
    ]),
  );
}
