export { refusalText } from './answers.ts';
export { listPhones, type Service } from './methods.ts';
export { MAX_BODY_BYTES } from './read-call.ts';
export { type XmlRpcOptions, xmlRpcRoutes } from './routes.ts';
export { type DocumentResult, responseXml, runDocument } from './run-document.ts';
