// copied by npm run generate:constructs from the folder of the same name in constructs/
import { Token } from 'cdktf';

/**
 * Whether only the engine knows the value of a text: it contains a token, or a template such as `${var.url}` that was
 * written by hand. Such a text must be neither parsed nor changed.
 */
export const isExpression = (text: string): boolean => Token.isUnresolved(text) || /(?<!\$)\$\{/.test(text);

/** Escapes a text from a file, in which `${` and `%{` do not begin a template of the engine. */
export const escapeTemplates = (text: string): string => text.replaceAll(/[$%](?=\{)/g, '$&$&');
