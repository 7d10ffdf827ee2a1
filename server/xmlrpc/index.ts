export { refusalText } from './answers.ts';
export type { Service } from './methods.ts';
export { MAX_BODY_BYTES } from './read-call.ts';
export { type XmlRpcOptions, xmlRpcRoutes } from './routes.ts';
export { type DocumentResult, runDocument } from './run-document.ts';
