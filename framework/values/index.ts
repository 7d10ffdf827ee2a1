/** The values of the engine's language and their types. */
export { canonicalText, elementType, equal, memberType } from './equal.ts';
export { mapAttributes } from './map-attributes.ts';
export { NumberError, plainDecimal, toDecimal, toInteger, toNumber } from './numbers.ts';
export { formatPath, type Path, type Step } from './path.ts';
export type { AttributeChange, Finding, PlanModifier, Validator } from './rules.ts';
export { keepSemanticallyEqual } from './semantic-equality.ts';
export { sensitiveTexts } from './sensitive-texts.ts';
export * from './types.ts';
export * from './value.ts';
