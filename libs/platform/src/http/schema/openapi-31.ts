type Json = Readonly<Record<string, unknown>>;

/** Rewrites the `nullable` of OpenAPI 3.0, which `@nestjs/swagger` writes, as the types of 3.1. */
export function toOpenApi31(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toOpenApi31);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, toOpenApi31(entry)]),
  );
  return nullable === true ? orNull(rest) : { ...rest, ...(typeof nullable === 'object' && { nullable }) };
}

function orNull({ type, allOf, enum: values, ...rest }: Json): Json {
  if (Array.isArray(allOf)) return { ...rest, anyOf: [...(allOf as unknown[]), { type: 'null' }] };
  const known = Array.isArray(values) ? { enum: [...(values as unknown[]), null] } : {};
  return { type: [type, 'null'], ...rest, ...known };
}
