import type { Locale } from '../messages';
import { de } from './de';
import { en, type DemoTexts } from './en';
import { es } from './es';
import { sv } from './sv';

export type { DemoTexts } from './en';

export const DEMO_MESSAGES: Readonly<Record<Locale, DemoTexts>> = { en, sv, de, es };
