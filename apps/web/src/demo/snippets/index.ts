import { curl } from './curl';
import { javascript } from './javascript';
import { kotlin } from './kotlin';
import { python } from './python';
import type { Render, SnippetValues } from './snippets';
import { recipeOf, type StepId } from './steps';
import { swift } from './swift';

export { recipeOf, STEPS, type StepId } from './steps';
export type { Call, Recipe, SnippetValues, Stream } from './snippets';

const RENDERERS = { javascript, python, swift, kotlin, curl } as const satisfies Record<string, Render>;

export type Language = keyof typeof RENDERERS;

export const LANGUAGES = Object.keys(RENDERERS) as readonly Language[];

/** Returns a whole program that does a step of the live demo, with the values of the running server. */
export function snippet(step: StepId, language: Language, values: SnippetValues): string {
  return RENDERERS[language](recipeOf(step, values), values);
}
